namespace Rag.Tests.Torch.Autograd;

/// <summary>Every backward pass against central differences, from one table of operations.</summary>
public sealed class FiniteDifferenceTests
{
    private const float Step = 5e-3f;

    /// <summary>An operation and the shapes it is tried with; inputs are drawn from [0.3, 1.7] where it wants positive ones.</summary>
    private sealed record Operation(Func<Tensor[], Tensor> Run, long[][] Shapes, bool Positive = false, bool Strided = false);

    private static readonly Dictionary<string, Operation> _operations = new()
    {
        ["add, broadcast"] = new(x => x[0] + x[1], [[3, 1, 4], [2, 1]]),
        ["subtract from a number"] = new(x => 3 - x[0], [[5]]),
        ["multiply, broadcast"] = new(x => x[0] * x[1], [[2, 3], [3]]),
        ["multiply with itself"] = new(x => x[0] * x[0], [[4]]),
        ["divide"] = new(x => x[0] / x[1], [[2, 3], [2, 1]], Positive: true),
        ["number / tensor"] = new(x => 2 / x[0], [[3]], Positive: true),
        ["pow by a number"] = new(x => x[0].pow(2.5), [[4]], Positive: true),
        ["pow by a tensor"] = new(x => torch.pow(x[0], x[1]), [[4], [4]], Positive: true),
        ["remainder"] = new(x => torch.remainder(x[0] * 0.1, torch.tensor(7f)), [[4]], Positive: true),
        ["minimum"] = new(x => torch.minimum(x[0], x[1]), [[3, 3], [3]]),
        ["addcdiv"] = new(x => x[0].addcdiv(x[1], x[2], 0.5), [[3], [3], [3]], Positive: true),
        ["lerp"] = new(x => x[0].lerp(x[1], x[2]), [[3], [3], [3]]),
        ["exp"] = new(x => x[0].exp(), [[2, 3]]),
        ["log2"] = new(x => x[0].log2(), [[4]], Positive: true),
        ["log1p"] = new(x => x[0].log1p(), [[4]], Positive: true),
        ["expm1"] = new(x => x[0].expm1(), [[4]]),
        ["reciprocal"] = new(x => x[0].reciprocal(), [[4]], Positive: true),
        ["rsqrt"] = new(x => x[0].rsqrt(), [[4]], Positive: true),
        ["erf"] = new(x => x[0].erf(), [[6]]),
        ["softplus"] = new(x => functional.softplus(x[0]), [[6]]),
        ["log sigmoid"] = new(x => functional.logsigmoid(x[0]), [[6]]),
        ["leaky relu"] = new(x => functional.leaky_relu(x[0] * x[0] - 0.2, 0.1), [[6]]),
        ["sigmoid of a transpose"] = new(x => x[0].sigmoid(), [[3, 4]], Strided: true),
        ["tanh"] = new(x => x[0].tanh(), [[2, 3]]),
        ["sum of two dimensions"] = new(x => x[0].sum([0, 2]), [[2, 3, 4]]),
        ["sum of distant dimensions"] = new(x => x[0].sum([0, 2], keepdim: true) * x[0], [[2, 3, 4]], Strided: true),
        ["mean"] = new(x => x[0].mean([1], keepdim: true) * x[0], [[2, 5]]),
        ["prod"] = new(x => x[0].prod(1), [[2, 3]], Positive: true),
        ["amax"] = new(x => torch.amax(x[0], [0]), [[4, 3]]),
        ["std"] = new(x => x[0].std(1), [[2, 5]]),
        ["norm 1"] = new(x => x[0].norm(1, p: 1), [[3, 4]], Positive: true),
        ["norm 3"] = new(x => x[0].norm(1, p: 3), [[3, 4]], Positive: true),
        ["cumsum"] = new(x => x[0].cumsum(0), [[4, 2]]),
        ["flip"] = new(x => x[0].flip(0, 1) * x[0], [[3, 2]]),
        ["diagonal"] = new(x => x[0].diagonal(1), [[3, 4]]),
        ["unfold"] = new(x => x[0].unfold(1, 3, 2), [[2, 7]]),
        ["repeat"] = new(x => x[0].repeat(2, 1, 3), [[2, 3]]),
        ["repeat_interleave"] = new(x => x[0].repeat_interleave(3, 1), [[2, 3]]),
        ["roll"] = new(x => x[0].roll(2, 1) * x[0], [[2, 5]]),
        ["split and join"] = new(x => torch.cat([.. x[0].split(2, 1).Reverse()], 1) * x[0], [[2, 5]]),
        ["unbind"] = new(x => x[0].unbind(1)[1] * x[0].unbind(1)[0], [[2, 3]]),
        ["narrow of a transpose"] = new(x => x[0].narrow(1, 1, 2), [[4, 3]], Strided: true),
        ["index with tensors"] = new(x => x[0][torch.tensor([2L, 0L, 2L]), torch.tensor([1L, 0L, 1L])], [[3, 2, 2]]),
        ["index behind a range"] = new(x => x[0].index(TensorIndex.Colon, TensorIndex.Tensor(torch.tensor([1L, 1L]))), [[3, 2, 2]]),
        ["index by a mask"] = new(x => x[0][torch.tensor([true, false, true])], [[3, 2]]),
        ["write to a slice"] = new(x => Written(x[0], x[1]), [[3, 4], [3]]),
        ["scatter_add"] = new(x => x[0].scatter_add(1, torch.tensor(new long[,] { { 0, 2 }, { 1, 1 } }), x[1]), [[2, 3], [2, 2]]),
        ["scatter"] = new(x => x[0].scatter(1, torch.tensor(new long[,] { { 0, 2 }, { 1, 0 } }), x[1]), [[2, 3], [2, 2]]),
        ["index_add"] = new(x => x[0].index_add(0, torch.tensor([1L, 1L]), x[1], 2), [[3, 2], [2, 2]]),
        ["where"] = new(x => torch.where(torch.tensor([true, false, true]), x[0], x[1]), [[2, 3], [3]]),
        ["tril"] = new(x => x[0].tril(), [[3, 3]]),
        ["pad"] = new(x => functional.pad(x[0], [1, 2, 0, 1]), [[2, 3]]),
        ["reflected pad"] = new(x => functional.pad(x[0], [2, 1], PaddingModes.Reflect), [[2, 4]]),
        ["matrix times vector"] = new(x => torch.matmul(x[0], x[1]), [[3, 4], [4]]),
        ["matmul, broadcast batches"] = new(x => torch.matmul(x[0], x[1]), [[2, 1, 3, 4], [3, 4, 2]]),
        ["matmul of a transpose"] = new(x => torch.matmul(x[0], x[1].mT), [[2, 3, 4], [2, 5, 4]], Strided: true),
        ["linear"] = new(x => functional.linear(x[0], x[1], x[2]), [[2, 3, 4], [5, 4], [5]], Strided: true),
        ["einsum with sums"] = new(x => torch.einsum("ij,kj,k->i", x[0], x[1], x[2]), [[2, 3], [4, 3], [4]]),
        ["softmax of a middle dimension"] = new(x => x[0].softmax(1), [[2, 3, 4]]),
        ["layer_norm over two dimensions"] = new(x => functional.layer_norm(x[0], [3, 4], x[1], x[2]), [[2, 3, 4], [3, 4], [3, 4]]),
        ["group_norm"] = new(x => functional.group_norm(x[0], 2, x[1], x[2]), [[2, 4, 3], [4], [4]]),
        ["batch_norm"] = new(x => functional.batch_norm(x[0], null, null, x[1], x[2], training: true), [[4, 3, 2], [3], [3]]),
        ["grouped convolution"] = new(x => functional.conv1d(x[0], x[1], x[2], stride: 2, padding: 1, groups: 2), [[2, 4, 7], [6, 2, 3], [6]]),
        ["3 x 3 convolution"] = new(x => functional.conv2d(x[0], x[1], x[2], padding: [1, 1]), [[1, 2, 4, 5], [3, 2, 3, 3], [3]]),
        ["attention with a bias"] = new(x => functional.scaled_dot_product_attention(x[0], x[1], x[2], x[3]), [[1, 2, 3, 4], [1, 2, 5, 4], [1, 2, 5, 4], [2, 3, 5]]),
        ["attention with wider values"] = new(x => functional.scaled_dot_product_attention(x[0], x[1], x[2]), [[3, 4], [5, 4], [5, 6]]),
        ["cross_entropy with weights"] = new(
            x => functional.cross_entropy(x[0], torch.tensor([1L, 0L, 2L]), torch.tensor([.5f, 1f, 2f]), label_smoothing: 0.2), [[3, 3]]),
        ["cross_entropy of places"] = new(x => functional.cross_entropy(x[0], torch.tensor(new long[,] { { 1, 0 }, { 2, -100 } })), [[2, 3, 2]]),
        ["cross_entropy of probabilities"] = new(x => functional.cross_entropy(x[0], x[1].softmax(-1)), [[2, 3], [2, 3]]),
        ["smooth_l1"] = new(x => functional.smooth_l1_loss(x[0], x[1]), [[6], [6]]),
        ["kl_div"] = new(x => functional.kl_div(x[0].log_softmax(-1), x[1].log_softmax(-1), reduction: Reduction.Sum), [[2, 3], [2, 3]]),
        ["cosine embedding"] = new(x => functional.cosine_embedding_loss(x[0], x[1], torch.tensor([1f, -1f]), reduction: Reduction.Sum), [[2, 3], [2, 3]]),
        ["average pooling"] = new(x => functional.avg_pool2d(x[0], 2), [[1, 2, 4, 6]]),
        ["adaptive average pooling"] = new(x => functional.adaptive_avg_pool2d(x[0], (2, 3)), [[1, 2, 5, 6]]),
        ["maximum pooling"] = new(x => functional.max_pool2d(x[0], 2), [[1, 2, 4, 6]]),
        ["stft"] = new(x => x[0].stft(8, 4, window: torch.hann_window(8), return_complex: false), [[2, 20]]),
    };

    public static IEnumerable<object[]> Names() => _operations.Keys.Select(name => new object[] { name });

    [Theory]
    [MemberData(nameof(Names))]
    public void A_gradient_agrees_with_differences(string name)
    {
        using var scope = NewDisposeScope();
        var operation = _operations[name];
        var generator = new torch.Generator(7);
        var inputs = operation.Shapes.Select(shape => Input(operation, shape, generator)).ToArray();
        var cotangent = torch.randn(operation.Run(inputs).shape, generator: generator);

        (operation.Run(inputs) * cotangent).sum().backward();

        foreach (var input in inputs)
        {
            var gradient = Near.Numbers(input.grad!);
            var expected = new double[gradient.Length];
            for (var i = 0; i < gradient.Length; i++)
            {
                expected[i] = (Value(operation, inputs, cotangent, input, i, Step) - Value(operation, inputs, cotangent, input, i, -Step)) / (2 * Step);
            }
            var scale = Math.Max(1, expected.Max(Math.Abs));
            for (var i = 0; i < gradient.Length; i++) Assert.True(Math.Abs(expected[i] - gradient[i]) < 6e-3 * scale, $"{name}: {gradient[i]} instead of {expected[i]}");
        }
    }

    private static Tensor Input(Operation operation, long[] shape, torch.Generator generator)
    {
        var values = operation.Positive ? torch.rand(shape, generator: generator) * 1.4 + 0.3 : torch.randn(shape, generator: generator);
        if (operation.Strided && shape.Length > 1) values = values.transpose(-1, -2).contiguous().transpose(-1, -2);
        return values.detach().requires_grad_();
    }

    private static double Value(Operation operation, Tensor[] inputs, Tensor cotangent, Tensor moved, int element, float step)
    {
        using var scope = NewDisposeScope();
        using var off = torch.no_grad();
        Tensor[] tried = [.. inputs.Select(input => ReferenceEquals(input, moved) ? Moved(input, element, step) : input)];
        return Near.Numbers(operation.Run(tried)).Zip(Near.Numbers(cotangent), (value, weight) => value * weight).Sum();
    }

    private static Tensor Moved(Tensor input, int element, float step)
    {
        var values = input.detach().contiguous().clone();
        var flat = values.view(-1);
        flat[element] = flat[element] + step;
        return values;
    }

    private static Tensor Written(Tensor x, Tensor value)
    {
        var y = x * 2;
        y[.., 1] = value * value;
        return y * x;
    }
}
