using System.Text.Json;

namespace Rag.Tests.Torch.Golden;

/// <summary>Every case of the reference tables: outputs, and gradients of sum(output * cotangent) by each input.</summary>
public sealed class GoldenTests
{
    private static readonly Dictionary<string, Func<Tensor[], JsonElement, Tensor>> _operations = new()
    {
        ["add"] = (x, _) => x[0] + x[1],
        ["sub"] = (x, _) => x[0] - x[1],
        ["mul"] = (x, _) => x[0] * x[1],
        ["a/(abs(b)+0.5)"] = (x, _) => x[0] / (x[1].abs() + 0.5),
        ["exp"] = (x, _) => x[0].exp(),
        ["tanh"] = (x, _) => x[0].tanh(),
        ["sigmoid"] = (x, _) => x[0].sigmoid(),
        ["relu"] = (x, _) => x[0].relu(),
        ["silu"] = (x, _) => functional.silu(x[0]),
        ["sin"] = (x, _) => x[0].sin(),
        ["cos"] = (x, _) => x[0].cos(),
        ["abs"] = (x, _) => x[0].abs(),
        ["square"] = (x, _) => x[0].square(),
        ["neg"] = (x, _) => -x[0],
        ["log of abs(x)+0.1"] = (x, _) => (x[0].abs() + 0.1).log(),
        ["sqrt of abs(x)+0.1"] = (x, _) => (x[0].abs() + 0.1).sqrt(),
        ["rsqrt of abs(x)+0.1"] = (x, _) => (x[0].abs() + 0.1).rsqrt(),
        ["pow(abs(x)+0.1, 2.5)"] = (x, _) => (x[0].abs() + 0.1).pow(2.5),
        ["gelu exact"] = (x, _) => functional.gelu(x[0]),
        ["gelu tanh"] = (x, _) => Activations.GeluTanh(x[0]),
        ["clamp(-0.5,0.7)"] = (x, _) => x[0].clamp(-0.5, 0.7),
        ["maximum"] = (x, _) => torch.maximum(x[0], x[1]),
        ["sum"] = (x, args) => Dim(args) is { } dim ? x[0].sum(dim) : x[0].sum(),
        ["mean"] = (x, args) => Dim(args) is { } dim ? x[0].mean([dim]) : x[0].mean(),
        ["max over dim 1 (values)"] = (x, _) => x[0].max(1).values,
        ["logsumexp dim -1"] = (x, _) => x[0].logsumexp(-1),
        ["var unbiased=False dim -1"] = (x, _) => x[0].var(-1, unbiased: false),
        ["cumsum dim 1"] = (x, _) => x[0].cumsum(1),
        ["norm dim -1"] = (x, _) => x[0].norm(-1),
        ["normalize dim -1 eps 1e-12"] = (x, _) => functional.normalize(x[0], dim: -1),
        ["cosine_similarity dim -1"] = (x, _) => functional.cosine_similarity(x[0], x[1], dim: -1),
        ["transpose(1,2)"] = (x, _) => x[0].transpose(1, 2),
        ["permute(2,0,3,1)"] = (x, _) => x[0].permute(2, 0, 3, 1),
        ["x[:,1:5:2,-2:]"] = (x, _) => x[0][TensorIndex.Colon, TensorIndex.Slice(1, 5, 2), ^2..],
        ["transpose then reshape(6,4)"] = (x, _) => x[0].transpose(1, 2).reshape(6, 4),
        ["expand(4,3,5)"] = (x, _) => x[0].expand(4, 3, 5),
        ["cat dim 1"] = (x, _) => torch.cat(x, 1),
        ["stack dim 1"] = (x, _) => torch.stack(x, 1),
        ["index_select dim 0"] = (x, _) => x[0].index_select(0, x[1]),
        ["gather dim 1"] = (x, _) => x[0].gather(1, x[1]),
        ["embedding"] = (x, _) => Embeddings.Look(x[0], x[1]),
        ["masked_fill(mask,-3)"] = (x, _) => x[0].masked_fill(x[1], -3),
        ["where(m,a,b)"] = (x, _) => torch.where(x[0], x[1], x[2]),
        ["triu(1)"] = (x, _) => x[0].triu(1),
        ["topk k=3 dim -1 values"] = (x, _) => x[0].topk(3).values,
        ["sort dim -1 descending values"] = (x, _) => x[0].sort(-1, descending: true).Values,
        ["matmul"] = (x, _) => torch.matmul(x[0], x[1]),
        ["matmul(a, b.transpose(-1,-2))"] = (x, _) => torch.matmul(x[0], x[1].transpose(-1, -2)),
        ["linear(x,w,b)"] = (x, _) => functional.linear(x[0], x[1], x[2]),
        ["einsum bqhd,bkhd->bhqk"] = (x, _) => torch.einsum("bqhd,bkhd->bhqk", x[0], x[1]),
        ["softmax dim -1"] = (x, _) => x[0].softmax(-1),
        ["softmax dim 0"] = (x, _) => x[0].softmax(0),
        ["log_softmax dim -1"] = (x, _) => x[0].log_softmax(-1),
        ["layer_norm eps 1e-5 over last dim"] = (x, _) => functional.layer_norm(x[0], [x[0].shape[^1]], x[1], x[2]),
        ["conv1d stride 2 padding 1"] = (x, _) => functional.conv1d(x[0], x[1], x[2], stride: 2, padding: 1),
        ["conv1d dilation 2 groups 1"] = (x, _) => functional.conv1d(x[0], x[1], dilation: 2),
        ["conv1d kernel 6 stride 2 padding 2"] = (x, _) => functional.conv1d(x[0], x[1], x[2], stride: 2, padding: 2),
        ["conv1d kernel 3 dilation 8 padding 8"] = (x, _) => functional.conv1d(x[0], x[1], dilation: 8, padding: 8),
        ["conv2d stride 2 padding 1"] = (x, _) => functional.conv2d(x[0], x[1], x[2], [2, 2], [1, 1]),
        ["conv2d kernel 4 stride 4 no bias"] = (x, _) => functional.conv2d(x[0], x[1], strides: [4, 4]),
        ["conv2d 3x3 padding 1 no bias"] = (x, _) => functional.conv2d(x[0], x[1], padding: [1, 1]),
        ["conv2d 3x3 stride 2 padding 1 no bias"] = (x, _) => functional.conv2d(x[0], x[1], strides: [2, 2], padding: [1, 1]),
        ["conv2d 1x1"] = (x, _) => functional.conv2d(x[0], x[1], x[2]),
        ["scaled_dot_product_attention"] = (x, args) =>
            functional.scaled_dot_product_attention(x[0], x[1], x[2], is_casual: args.GetProperty("is_causal").GetBoolean()),
        ["scaled_dot_product_attention with boolean mask (true = may attend)"] = (x, _) => functional.scaled_dot_product_attention(x[0], x[1], x[2], x[3]),
        ["cross_entropy ignore_index -100"] = (x, _) => functional.cross_entropy(x[0], x[1]),
        ["cross_entropy label_smoothing 0.1"] = (x, _) => functional.cross_entropy(x[0], x[1], label_smoothing: 0.1),
        ["binary_cross_entropy_with_logits mean"] = (x, _) => functional.binary_cross_entropy_with_logits(x[0], x[1]),
        ["mse_loss mean"] = (x, _) => functional.mse_loss(x[0], x[1]),
        ["ctc_loss(log_softmax(x), targets, lens (12,9), (4,3), blank 0, sum)"] = (x, _) =>
            functional.ctc_loss(x[0].log_softmax(-1), x[1], torch.tensor([12L, 9L]), torch.tensor([4L, 3L]), reduction: Reduction.Sum),
        ["batch_norm over (batch, height, width), training, momentum 0.1, eps 1e-5"] = (x, _) =>
            functional.batch_norm(x[0], null, null, x[1], x[2], training: true),
        ["batch_norm over (batch, time), training"] = (x, _) => functional.batch_norm(x[0], null, null, x[1], x[2], training: true),
        ["batch_norm, eval, running mean linspace(-1,1,5), variance linspace(.5,2,5)"] = (x, _) =>
            functional.batch_norm(x[0], torch.linspace(-1, 1, 5), torch.linspace(.5, 2, 5), x[1], x[2]),
    };

    public static IEnumerable<object[]> Names() => Rag.Tests.SharedData.Exists(GoldenCases.Folder)
        ? GoldenCases.Load.Value.Cases.Where(each => _operations.ContainsKey(each.Value.GetProperty("op").GetString()!)).Select(each => new object[] { each.Key })
        : [["absent"]];

    [SharedTheory(GoldenCases.Folder)]
    [MemberData(nameof(Names))]
    public void An_operation_and_its_gradients_are_PyTorchs(string name)
    {
        using var scope = NewDisposeScope();
        var golden = GoldenCases.Load.Value;
        var inputs = golden.ReadAll(name, "inputs").Select(input => input!).ToArray();
        var gradients = golden.ReadAll(name, "grads");
        for (var i = 0; i < gradients.Length; i++) inputs[i].requires_grad = gradients[i] is not null;

        var output = _operations[golden.Cases[name].GetProperty("op").GetString()!](inputs, golden.Cases[name].GetProperty("args"));
        (output * golden.ReadAll(name, "cotangents")[0]!).sum().backward();

        Near.Assert(golden.ReadAll(name, "outputs")[0]!, output.detach(), $"{name} output");
        for (var i = 0; i < gradients.Length; i++)
        {
            if (gradients[i] is { } expected) Near.Assert(expected, inputs[i].grad!, $"{name} gradient {i}");
        }
    }

    [SharedFact(GoldenCases.Folder)]
    public void Every_case_of_the_table_is_tested()
    {
        string[] elsewhere = ["adamw", "sgd", "clip_grad_norm_", "running mean"];
        Assert.All(GoldenCases.Load.Value.Cases.Values.Select(each => each.GetProperty("op").GetString()!), operation =>
            Assert.True(_operations.ContainsKey(operation) || elsewhere.Any(operation.StartsWith), operation));
    }

    [SharedFact(GoldenCases.Folder)]
    public void Running_statistics_move_as_PyTorchs()
    {
        var golden = GoldenCases.Load.Value;
        var (mean, variance) = (torch.linspace(-1, 1, 5), torch.linspace(.5, 2, 5));

        functional.batch_norm(golden.ReadAll("batch_norm_running", "inputs")[0]!, mean, variance, training: true, momentum: 0.1);

        Near.Assert(golden.Read("batch_norm_running.out0"), mean, "running mean");
        Near.Assert(golden.Read("batch_norm_running.out1"), variance, "running variance");
    }

    [SharedTheory(GoldenCases.Folder)]
    [InlineData("adamw lr=0.01 betas=(0.9,0.95) eps=1e-8 weight_decay=0.1")]
    [InlineData("sgd lr=0.1 momentum=0.9")]
    public void An_optimizer_steps_as_PyTorchs(string name)
    {
        var golden = GoldenCases.Load.Value;
        var weights = golden.Read($"{name}.w").AsParameter();
        var (gradients, steps) = (golden.Read($"{name}.g"), golden.Read($"{name}.steps"));
        torch.optim.Optimizer optimizer = name.StartsWith("adamw", StringComparison.Ordinal)
            ? torch.optim.AdamW([weights], 0.01, 0.9, 0.95, 1e-8, 0.1)
            : torch.optim.SGD([weights], 0.1, 0.9);

        for (var i = 0; i < steps.shape[0]; i++)
        {
            weights.grad = gradients[i];
            optimizer.step();
            Near.Assert(steps[i], weights.detach(), $"{name} step {i}");
        }
    }

    [SharedFact(GoldenCases.Folder)]
    public void Gradients_are_clipped_as_PyTorch_clips_them()
    {
        var golden = GoldenCases.Load.Value;
        Parameter[] parameters = [torch.zeros(3, 4).AsParameter(), torch.zeros(golden.Read("clip.g1").shape).AsParameter()];
        (parameters[0].grad, parameters[1].grad) = (golden.Read("clip.g0"), golden.Read("clip.g1"));

        var norm = utils.clip_grad_norm_(parameters, 1.0);

        Assert.Equal(golden.Read("clip.norm").ToDouble(), norm, 1e-4);
        Near.Assert(golden.Read("clip.o0"), parameters[0].grad!, "first");
        Near.Assert(golden.Read("clip.o1"), parameters[1].grad!, "second");
    }

    private static long? Dim(JsonElement args) => args.GetProperty("dim").ValueKind == JsonValueKind.Null ? null : args.GetProperty("dim").GetInt64();
}
