using Rag.Attention;
using Rag.Attention.Biases;
using Rag.Attention.Gates;
using Rag.Attention.Kernels;
using Rag.Attention.Positions;
using Rag.Attention.Scores;

namespace Rag.Tests.Attention;

/// <summary>All that is learned, and the inputs, against central differences.</summary>
[Collection(GlobalGenerator.Name)]
public sealed class GradientTests
{
    private const float Step = 1e-2f;

    private static readonly Dictionary<string, (Func<AttentionOptions> Options, Func<AttentionContext> Context)> _layers = new()
    {
        ["cosine temperature"] = (() => new(12, 2, score: Score.Cosine, temperature: 0.5), () => new()),
        ["Gaussian with a learned temperature"] = (() => new(12, 2, score: Score.Gaussian(2), learnTemperature: true), () => new()),
        ["clipped keys"] = (() => new(12, 2, keyNormLimit: 1), () => new()),
        ["distance biases"] = (
            () => new(12, 2, causal: true, biases: [new RelativeBuckets(8, 6, Bidirectional: false), new PeriodicBias(3), new LagBias(2), new Alibi()]), () => new()),
        ["structural bias"] = (() => new(12, 2, biases: [new DistanceBias(2)]), () => new() { Distances = torch.arange(25).reshape(5, 5).remainder(5) - 1 }),
        ["retrieval bias, padding"] = (
            () => new(12, 2, biases: [new RetrievalBias(), new MonotonicPrior(2)]),
            () => new() { RetrievalScores = Sample.Normal([2, 5], 8), KeyMask = Sample.Mask(2, 5) }),
        ["null key"] = (() => new(12, 2, keyValueHeads: 1, nullKey: true), () => new() { KeyMask = Sample.Mask(2, 5) }),
        ["learned positions"] = (() => new(12, 2, position: new LearnedPosition(7)), () => new()),
        ["rotary keys"] = (() => new(12, 2, position: new RotaryPosition(Side: PositionedSide.Keys)), () => new()),
        ["Linformer"] = (() => new(12, 2, kernel: Kernel.Linformer(3, 6)), () => new() { KeyMask = Sample.Mask(2, 5) }),
        ["causal Performer"] = (() => new(12, 2, causal: true, kernel: Kernel.Performer(16)), () => new()),
    };

    public static IEnumerable<object[]> Layers() => _layers.Keys.Select(name => new object[] { name });

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_layers_gradients_agree_with_differences(string name)
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(1);
        var (options, context) = (_layers[name].Options(), _layers[name].Context());
        var layer = new MultiHeadAttention(options);
        var x = Sample.Normal([2, 5, 12], 2).requires_grad_();

        Check(layer, () => layer.forward(x, context), x);
    }

    [Theory]
    [InlineData(GateKind.Static)]
    [InlineData(GateKind.Content)]
    [InlineData(GateKind.Tanh)]
    public void A_gated_layers_gradients_agree_with_differences(GateKind kind)
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(1);
        var layer = new GatedMemoryAttention(
            new(12, 2, causal: true, outputProjection: false), new(12, 2, nullKey: true, biases: [new RetrievalBias()], outputProjection: false),
            new GateOptions(kind, StartBias: -1), tieKeysAndValues: true);
        var (h, memory, scores) = (Sample.Normal([2, 4, 12], 2).requires_grad_(), Sample.Normal([2, 3, 12], 3).requires_grad_(), Sample.Normal([2, 3], 4).requires_grad_());

        Check(layer, () => layer.forward(h, memory, cross: new() { RetrievalScores = scores }), h, memory, scores);
    }

    private static void Check(torch.nn.Module layer, Func<Tensor> forward, params Tensor[] inputs)
    {
        // Parameters that start at zero would hide what multiplies them.
        using (torch.no_grad())
        {
            foreach (var (_, parameter) in layer.named_parameters()) parameter.add_(torch.randn(parameter.shape) * 0.2);
        }
        var cotangent = Sample.Normal(forward().shape, 7);
        double Loss()
        {
            using var scope = NewDisposeScope();
            using var off = torch.no_grad();
            return Near.Numbers(forward()).Zip(Near.Numbers(cotangent), (output, weight) => (double)output * weight).Sum();
        }
        (forward() * cotangent).sum().backward();

        foreach (var (name, tensor) in layer.named_parameters().Select(each => (each.name, (Tensor)each.parameter)).Concat(inputs.Select(input => ("input", input))))
        {
            var gradient = Near.Numbers(tensor.grad!);
            var expected = Differences(tensor, Loss);
            var scale = Math.Max(0.1, expected.Max(Math.Abs));
            for (var i = 0; i < gradient.Length; i++) Assert.True(Math.Abs(expected[i] - gradient[i]) < 1e-2 * scale, $"{name}, element {i}: {gradient[i]} instead of {expected[i]}");
        }
    }

    private static double[] Differences(Tensor tensor, Func<double> loss)
    {
        using var off = torch.no_grad();
        var flat = tensor.view(-1);
        var differences = new double[flat.shape[0]];
        for (var i = 0; i < differences.Length; i++)
        {
            using var element = flat.narrow(0, i, 1);
            element.add_(Step);
            var above = loss();
            element.add_(-2 * Step);
            differences[i] = (above - loss()) / (2 * Step);
            element.add_(Step);
        }
        return differences;
    }
}
