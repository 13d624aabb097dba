using Rag.Attention;
using Rag.Attention.Biases;
using Rag.Attention.Gates;
using Rag.Attention.Kernels;
using Rag.Attention.Masks;
using Rag.Attention.Positions;
using Rag.Attention.Probes;
using Rag.Attention.Scores;

namespace Rag.Tests.Attention.Golden;

/// <summary>Every case of the reference table: outputs, weights, and gradients of sum(output * cotangent) by every input.</summary>
public sealed class GoldenTests
{
    private const string Folder = GoldenCase.Folder;

    /// <summary>A case run by the mechanism itself.</summary>
    /// <param name="Context">What the call gets besides queries, keys and values.</param>
    /// <param name="Parameters">Which of the mechanism's parameters takes which input.</param>
    private sealed record MechanismCase(
        Func<Kernel, AttentionOptions> Options, Func<Dictionary<string, Tensor>, AttentionContext>? Context = null, params (string Name, string Input)[] Parameters);

    private static readonly Dictionary<string, MechanismCase> _mechanism = new()
    {
        ["scaled_dot"] = new(kernel => new(24, 3, kernel: kernel)),
        ["temperature"] = new(kernel => new(24, 3, temperature: 0.25, kernel: kernel)),
        ["cosine"] = new(kernel => new(24, 3, score: Score.Cosine, kernel: kernel), null, ("log_temperature", "log_tau")),
        ["gaussian"] = new(kernel => new(24, 3, score: Score.Gaussian(1.5), kernel: kernel)),
        ["clipped_keys"] = new(kernel => new(24, 3, keyNormLimit: 2, kernel: kernel)),
        ["causal"] = new(kernel => new(24, 3, causal: true, kernel: kernel)),
        ["padding"] = new(kernel => new(24, 3, kernel: kernel), x => new() { KeyMask = x["mask"].view(2, 9) }),
        ["window"] = new(kernel => new(24, 3, window: new SlidingWindow(2, 0), kernel: kernel)),
        ["blocks"] = new(kernel => new(24, 3, kernel: kernel), x => new() { QueryDocuments = x["block"], KeyDocuments = x["block"] }),
        ["chunked_causal"] = new(kernel => new(24, 3, chunkLength: 3, kernel: kernel), x => new() { ItemChunks = x["item_chunk"] }),
        ["alibi"] = new(kernel => new(24, 3, causal: true, biases: [new Alibi()], kernel: kernel)),
        ["t5_bias_bi"] = new(kernel => new(24, 3, score: Score.Dot, biases: [new RelativeBuckets()], kernel: kernel), null, ("bias0", "table")),
        ["t5_bias_causal"] = new(
            kernel => new(24, 3, score: Score.Dot, causal: true, biases: [new RelativeBuckets(Bidirectional: false)], kernel: kernel), null, ("bias0", "table")),
        ["rotary"] = new(kernel => new(24, 3, causal: true, position: new RotaryPosition(), kernel: kernel)),
        ["retrieval_bias"] = new(kernel => new(24, 3, biases: [new RetrievalBias()], kernel: kernel), x => new() { RetrievalScores = x["r"] }, ("bias0", "w")),
        ["graph"] = new(kernel => new(24, 3, kernel: kernel), x => new() { Adjacency = x["adjacency"] }),
        ["periodic_lag"] = new(
            kernel => new(24, 3, causal: true, biases: [new PeriodicBias(4), new LagBias(3)], kernel: kernel), null, ("bias0", "a"), ("bias1", "b")),
        ["grouped"] = new(kernel => new(24, 3, keyValueHeads: 1, kernel: kernel)),
        ["null_key"] = new(
            kernel => new(24, 3, nullKey: true, kernel: kernel), x => new() { KeyMask = x["mask"].view(2, 9) }, ("null_key", "null_k"), ("null_value", "null_v")),
        ["linformer"] = new(_ => new(24, 3, kernel: Kernel.Linformer(5, 40)), null, ("kernel", "E F_")),
        ["performer"] = new(_ => new(24, 3, kernel: Kernel.Performer(64)), null, ("kernel", "W")),
    };

    public static IEnumerable<object[]> MechanismNames() => _mechanism.Keys.Select(name => new object[] { name });

    [SharedTheory(Folder)]
    [MemberData(nameof(MechanismNames))]
    public void The_mechanism_is_PyTorchs(string name)
    {
        Check(name, Kernel.Plain, listen: false);
        Check(name, Kernel.Tiled, listen: false);
        Check(name, Kernel.Tiled, listen: true);
    }

    [SharedTheory(Folder)]
    [InlineData("layer_cross")]
    [InlineData("layer_causal")]
    public void A_layer_is_PyTorchs(string name)
    {
        using var scope = NewDisposeScope();
        var golden = new GoldenCase(name);
        var inputs = Inputs(golden);
        var layer = new MultiHeadAttention(new AttentionOptions(24, 3, causal: name == "layer_causal"));
        (string Name, string Input)[] parameters =
        [
            ("query.weight", "wq"), ("key.weight", "wk"), ("value.weight", "wv"), ("output.weight", "wo"),
            ("query.bias", "bq"), ("key.bias", "bk"), ("value.bias", "bv"), ("output.bias", "bo"),
        ];
        layer.load_state_dict(parameters.ToDictionary(each => each.Name, each => inputs[each.Input]));
        foreach (var (parameter, input) in parameters) inputs[input] = layer.get_parameter(parameter)!;
        using var probe = new AttentionProbe();
        var context = new AttentionContext { Probe = probe };

        var output = inputs.TryGetValue("m", out var memory) ? layer.forward(inputs["x"], memory, context) : layer.forward(inputs["x"], context);

        Compare(golden, inputs, output);
        Near.Assert(golden.Read("weights"), probe.Weights!, "weights");
    }

    [SharedTheory(Folder)]
    [InlineData("gate_static", GateKind.Static)]
    [InlineData("gate_content", GateKind.Content)]
    public void A_gated_mix_is_PyTorchs(string name, GateKind kind)
    {
        using var scope = NewDisposeScope();
        var golden = new GoldenCase(name);
        var inputs = Inputs(golden);
        var self = new AttentionMechanism(new AttentionOptions(24, 3, causal: true));
        var cross = new AttentionMechanism(new AttentionOptions(24, 3));
        var gate = new MemoryGate(new GateOptions(kind), heads: 3, width: 24);
        Give(gate, inputs, kind == GateKind.Static ? [("bias", "b")] : [("bias", "b"), ("content", "u")]);

        var g = gate.forward(inputs.GetValueOrDefault("x") ?? torch.zeros(2, 11, 24));
        var output = gate.Mix(
            self.forward(inputs["q"], inputs["k"], inputs["v"]), cross.forward(inputs["q"], inputs["mk"], inputs["mv"]), g);

        Compare(golden, inputs, output);
        if (golden.Has("gate")) Near.Assert(golden.Read("gate"), g, "gate");
    }

    [SharedFact(Folder)]
    public void A_tanh_gate_is_PyTorchs()
    {
        using var scope = NewDisposeScope();
        var golden = new GoldenCase("gate_tanh");
        var inputs = Inputs(golden);
        inputs["alpha"] = inputs["alpha"].view(1);
        var gate = new MemoryGate(new GateOptions(GateKind.Tanh), heads: 1, width: 24);
        Give(gate, inputs, ("bias", "alpha"));

        var output = gate.Mix(inputs["x"].unsqueeze(1), inputs["y"].unsqueeze(1), gate.forward(inputs["x"])).squeeze(1);

        Compare(golden, inputs, output);
    }

    [SharedFact(Folder)]
    public void The_sinusoidal_table_is_the_papers() =>
        Near.Assert(new GoldenCase("sinusoidal").Read("table"), SinusoidalPosition.Table(50, 16), "table");

    [SharedFact(Folder)]
    public void Every_case_of_the_table_is_tested()
    {
        string[] others = ["layer_cross", "layer_causal", "gate_static", "gate_content", "gate_tanh", "sinusoidal"];
        Assert.Equal(GoldenCase.Names.Order(), _mechanism.Keys.Concat(others).Order());
    }

    private static void Check(string name, Kernel kernel, bool listen)
    {
        using var scope = NewDisposeScope();
        var golden = new GoldenCase(name);
        var inputs = Inputs(golden);
        var test = _mechanism[name];
        var mechanism = new AttentionMechanism(test.Options(kernel));
        Give(mechanism, inputs, test.Parameters);
        using var probe = new AttentionProbe();
        var context = (test.Context?.Invoke(inputs) ?? new AttentionContext()) with { Probe = listen ? probe : null };

        var output = mechanism.forward(inputs["q"], inputs["k"], inputs["v"], context);

        Compare(golden, inputs, output);
        if (listen && golden.Has("weights")) Near.Assert(golden.Read("weights"), probe.Weights!, $"{name} weights");
    }

    private static Dictionary<string, Tensor> Inputs(GoldenCase golden) => golden.Inputs.ToDictionary(
        name => name, name => golden.Has($"grad.{name}") ? golden.Read(name).requires_grad_() : golden.Read(name));

    /// <summary>Puts inputs into a module's parameters, several stacked into one, and the parameters in the inputs' place.</summary>
    private static void Give(torch.nn.Module module, Dictionary<string, Tensor> inputs, params (string Name, string Input)[] parameters)
    {
        foreach (var (name, input) in parameters)
        {
            var names = input.Split(' ');
            var parameter = module.get_parameter(name) ?? module.get_buffer(name)!;
            using (torch.no_grad()) parameter.copy_(names.Length == 1 ? inputs[input] : torch.stack(names.Select(each => inputs[each])));
            parameter.requires_grad = true;
            foreach (var each in names) inputs.Remove(each);
            inputs[input] = parameter;
        }
    }

    private static void Compare(GoldenCase golden, Dictionary<string, Tensor> inputs, Tensor output)
    {
        Near.Assert(golden.Read("out"), output, "output");
        (output * golden.Read("cot")).sum().backward();
        foreach (var (name, input) in inputs.Where(each => each.Value.requires_grad))
        {
            var expected = name.Contains(' ') ? torch.stack(name.Split(' ').Select(each => golden.Read($"grad.{each}"))) : golden.Read($"grad.{name}");
            Near.Assert(expected.view(input.shape), input.grad!, $"gradient of {name}");
        }
    }
}
