namespace Rag.Tests.Torch.Tensors;

/// <summary>Mistakes throw exceptions that name the shapes and numbers that do not fit.</summary>
public sealed class BadInputTests
{
    private static readonly Tensor _matrix = torch.zeros(2, 3);

    public static TheoryData<string, Action, string> Mistakes() => new()
    {
        { "add", () => _ = _matrix + torch.zeros(4), "[2, 3] and [4]" },
        { "matmul", () => torch.matmul(_matrix, torch.zeros(4, 5)), "[2, 3] and [4, 5]" },
        { "matmul batches", () => torch.matmul(torch.zeros(2, 3, 4), torch.zeros(5, 4, 2)), "[2, 3, 4] and [5, 4, 2]" },
        { "matmul of integers", () => torch.matmul(torch.zeros([2, 2], int64), torch.zeros(2, 2)), "Int64" },
        { "linear", () => functional.linear(_matrix, torch.zeros(5, 4)), "[2, 3] does not fit weights of shape [5, 4]" },
        { "reshape", () => _matrix.reshape(4, 2), "[4, 2]" },
        { "view", () => _matrix.t().view(6), "reshape" },
        { "expand", () => _matrix.expand(3, 3), "[2, 3] does not expand to [3, 3]" },
        { "cat", () => torch.cat([_matrix, torch.zeros(3, 2)], 1), "[2, 3] and [3, 2]" },
        { "stack", () => torch.stack([_matrix, torch.zeros(3, 2)]), "[2, 3] and [3, 2]" },
        { "dimension", () => _matrix.sum([2]), "outside [-2, 1]" },
        { "repeated dimension", () => _matrix.sum([1, -1]), "twice" },
        { "select", () => _ = _matrix[2], "[2, 3]" },
        { "narrow", () => _matrix.narrow(1, 2, 2), "[2, 3]" },
        { "index_select", () => _matrix.index_select(0, torch.tensor([0L, 2L])), "Index 1" },
        { "index with a tensor", () => _ = _matrix[torch.tensor([5L])], "dimension 0" },
        { "too many indices", () => _ = _matrix[0, 0, 0], "3 indices" },
        { "gather", () => _matrix.gather(1, torch.tensor(new long[,] { { 3 } })), "dimension 1" },
        { "embedding", () => Embedding(4, 2).call(torch.tensor([4L])), "[4, 2]" },
        { "mask", () => _matrix.masked_fill(_matrix, 0), "Bool" },
        { "negative size", () => torch.zeros(2, -1), "[2, -1]" },
        { "too many elements", () => torch.zeros(1L << 40, 1L << 40), "[1099511627776, 1099511627776]" },
        { "too many bytes", () => torch.zeros(1L << 61), "does not fit in memory" },
        { "item", () => _matrix.item<float>(), "[2, 3]" },
        { "item of another type", () => torch.tensor(1L).item<float>(), "Int64" },
        { "data of another type", () => _matrix.data<long>(), "Float32" },
        { "half precision", () => _ = _matrix.half() + _matrix.half(), "Float16" },
        { "mean of integers", () => torch.tensor([1L]).mean(), "Int64" },
        { "topk", () => _matrix.topk(4), "topk" },
        { "layer_norm", () => functional.layer_norm(_matrix, [2]), "[2, 3]" },
        { "conv2d channels", () => functional.conv2d(torch.zeros(1, 3, 8, 8), torch.zeros(4, 2, 3, 3)), "[1, 3, 8, 8]" },
        { "conv2d kernel", () => functional.conv2d(torch.zeros(1, 2, 2, 2), torch.zeros(4, 2, 3, 3)), "[4, 2, 3, 3]" },
        { "attention", () => functional.scaled_dot_product_attention(_matrix, torch.zeros(4, 5), torch.zeros(4, 5)), "[2, 3]" },
        { "cross_entropy class", () => functional.cross_entropy(_matrix, torch.tensor([0L, 3L])), "Target 1" },
        { "cross_entropy shape", () => functional.cross_entropy(_matrix, torch.tensor([0L, 1L, 2L])), "[3]" },
        { "einsum", () => torch.einsum("ij,jk", _matrix, torch.zeros(2)), "\"jk\"" },
        { "dropout", () => functional.dropout(_matrix, 1.5), "probability" },
        { "requires_grad of integers", () => torch.tensor([1L]).requires_grad = true, "Int64" },
        { "gradient of another shape", () => torch.zeros([2], requires_grad: true).grad = _matrix, "[2, 3]" },
        { "range", () => torch.arange(0, 5, -1), "no end" },
        { "device", () => torch.device("cuda"), "CPU" },
        { "ctc", () => functional.ctc_loss(torch.zeros(3, 1, 4), torch.tensor(new long[,] { { 9 } }), torch.tensor([3L]), torch.tensor([1L])), "9" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_named(string name, Action mistake, string words)
    {
        var error = Assert.ThrowsAny<Exception>(mistake);

        Assert.True(error is ArgumentException or InvalidOperationException or NotSupportedException, $"{name}: {error}");
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_that_was_disposed_of_says_so()
    {
        var x = torch.zeros(3);
        x.Dispose();

        Assert.Throws<ObjectDisposedException>(() => x + 1);
    }

    [Fact]
    public void Softmax_of_nothing_but_minus_infinity_is_zero()
    {
        var x = torch.full([2, 3], double.NegativeInfinity);
        x[0, 1] = 0f;

        Assert.Equal([0, 1, 0, 0, 0, 0], x.softmax(-1).data<float>().ToArray());
    }
}
