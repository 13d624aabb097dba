using Rag.Attention;
using Rag.Attention.Biases;
using Rag.Attention.Kernels;
using Rag.Attention.Masks;

namespace Rag.Tests.Attention;

/// <summary>A key that a query may not read can change as it likes: the query's output stays the same to the last bit.</summary>
public sealed class MaskTests
{
    private const int Tokens = 40;

    private static readonly long[] _documents = [.. Enumerable.Range(0, Tokens).Select(i => (long)(i / 13))];
    private static readonly long[] _chunks = [.. Enumerable.Range(0, Tokens).Select(j => (long)(j / 5))];
    private static readonly bool[] _kept = [.. Enumerable.Range(0, Tokens).Select(j => j % 4 != 1)];

    /// <summary>What a mask is said to be, one pair of query and key at a time.</summary>
    private sealed record MaskCase(Func<Kernel, AttentionOptions> Options, Func<int, int, bool> Visible, Func<AttentionContext>? Context = null, params Kernel[] Kernels);

    private static readonly Kernel[] _exact = [Kernel.Plain, Kernel.Tiled];
    private static readonly Kernel _performer = Kernel.Performer(32);

    private static readonly Dictionary<string, MaskCase> _masks = new()
    {
        ["causal"] = new(kernel => new(16, 2, causal: true, kernel: kernel), (i, j) => j <= i, null, [.. _exact, _performer]),
        ["causal with a bias"] = new(kernel => new(16, 2, causal: true, biases: [new Alibi()], kernel: kernel), (i, j) => j <= i, null, _exact),
        ["padding"] = new(kernel => new(16, 2, kernel: kernel), (_, j) => _kept[j], Padding, [.. _exact, _performer, Kernel.Linformer(8, Tokens)]),
        ["padding and causal"] = new(kernel => new(16, 2, causal: true, kernel: kernel), (i, j) => j <= i && _kept[j], Padding, [.. _exact, _performer]),
        ["window"] = new(
            kernel => new(16, 2, window: new SlidingWindow(3), kernel: kernel), (i, j) => Math.Abs(i - j) <= 3, null, [.. _exact, Kernel.Window]),
        ["causal window, global tokens, padding"] = new(
            kernel => new(16, 2, causal: true, window: new SlidingWindow(3, 0, 9), kernel: kernel),
            (i, j) => j <= i && _kept[j] && (i - j <= 3 || i is 0 or 9 || j is 0 or 9), Padding, [.. _exact, Kernel.Window]),
        ["documents"] = new(
            kernel => new(16, 2, kernel: kernel), (i, j) => _documents[i] == _documents[j],
            () => new() { QueryDocuments = torch.tensor(_documents), KeyDocuments = torch.tensor(_documents) }, _exact),
        ["chunks"] = new(
            kernel => new(16, 2, chunkLength: 6, kernel: kernel), (i, j) => _chunks[j] < i / 6, () => new() { ItemChunks = torch.tensor(_chunks) }, _exact),
        ["edges"] = new(
            kernel => new(16, 2, kernel: kernel), (i, j) => (i * j) % 3 == 0,
            () => new() { Adjacency = torch.tensor(Enumerable.Range(0, Tokens * Tokens).Select(n => (n / Tokens * (n % Tokens)) % 3 == 0).ToArray(), [Tokens, Tokens]) }, _exact),
    };

    public static IEnumerable<object[]> Masks() => _masks.Keys.Select(name => new object[] { name });

    [Theory]
    [MemberData(nameof(Masks))]
    public void A_mask_lets_nothing_through_and_holds_nothing_else_back(string name)
    {
        var test = _masks[name];
        foreach (var kernel in test.Kernels)
        {
            using var scope = NewDisposeScope();
            using var off = torch.no_grad();
            var mechanism = new AttentionMechanism(test.Options(kernel));
            var context = test.Context?.Invoke();
            var (q, k, v) = Sample.Heads(1, 2, Tokens, 8);
            var before = mechanism.forward(q, k, v, context);
            for (var j = 0; j < Tokens; j++)
            {
                using var inner = NewDisposeScope();
                var after = mechanism.forward(q, Changed(k, j), Changed(v, j), context);
                var same = (after == before).all(-1).all(1)[0].data<bool>().ToArray(); // (queries): bit for bit in every head
                for (var i = 0; i < Tokens; i++) Assert.True(same[i] == !test.Visible(i, j), $"{name}, {kernel}: key {j} and query {i}");
            }
        }
    }

    [Fact]
    public void A_query_that_may_read_nothing_gets_zeros_and_passes_no_gradient()
    {
        foreach (var kernel in new[] { Kernel.Plain, Kernel.Tiled, Kernel.Performer(16) })
        {
            using var scope = NewDisposeScope();
            var (q, k, v) = Sample.Heads(2, 2, 5, 8);
            q.requires_grad = k.requires_grad = v.requires_grad = true;
            var mask = torch.tensor(new[,] { { true, true, false, true, true }, { false, false, false, false, false } });

            var output = new AttentionMechanism(new(16, 2, kernel: kernel)).forward(q, k, v, new() { KeyMask = mask });
            output.sum().backward();

            Assert.Equal(0, output[1].abs().sum().ToSingle());
            Assert.All([q, k, v], input => Assert.Equal(0, input.grad![1].abs().sum().ToSingle()));
            Assert.All([q, k, v], input => Assert.True(torch.isfinite(input.grad!).all().ToBoolean()));
        }
    }

    [Fact]
    public void With_a_null_key_an_empty_retrieval_gives_the_null_value()
    {
        foreach (var kernel in new[] { Kernel.Plain, Kernel.Tiled })
        {
            using var scope = NewDisposeScope();
            var layer = new MultiHeadAttention(new(16, 2, nullKey: true, kernel: kernel));
            var value = layer.get_parameter("mechanism.null_value")!;
            using (torch.no_grad()) value.normal_();
            var x = Sample.Normal([2, 3, 16], 1);

            var nothing = layer.Read(x, torch.zeros(2, 0, 16));
            var hidden = layer.Read(x, Sample.Normal([2, 4, 16], 2), new() { KeyMask = torch.zeros(2, 4, dtype: torch.@bool) });

            var expected = value.view(1, 2, 1, 8).expand(2, 2, 3, 8);
            Near.Assert(expected, nothing, "no items", 1e-6);
            Near.Assert(expected, hidden, "no readable items", 1e-6);
        }
    }

    [Fact]
    public void Without_a_null_key_an_empty_retrieval_gives_zeros()
    {
        using var scope = NewDisposeScope();

        var nothing = new MultiHeadAttention(new(16, 2)).Read(Sample.Normal([2, 3, 16], 1), torch.zeros(2, 0, 16));

        Assert.Equal(new float[2 * 2 * 3 * 8], Near.Numbers(nothing));
    }

    [Fact]
    public void A_call_that_does_not_fit_the_layer_is_refused_with_the_reason()
    {
        using var scope = NewDisposeScope();
        var (q, k, v) = Sample.Heads(1, 2, 5, 8);
        (AttentionOptions Options, AttentionContext? Context, string Missing)[] cases =
        [
            (new(16, 2, chunkLength: 2), null, "item chunks"),
            (new(16, 2), new() { QueryDocuments = torch.zeros(5, dtype: int64) }, "key documents"),
            (new(16, 2, biases: [new DistanceBias(3)]), null, "distances"),
            (new(16, 2, biases: [new RetrievalBias()]), null, "retrieval scores"),
            (new(16, 2, kernel: Kernel.Performer(8)), new() { Adjacency = torch.ones(5, 5, dtype: torch.@bool) }, "edges"),
            (new(16, 2, kernel: Kernel.Linformer(2, 4)), null, "up to 4 keys"),
            (new(16, 2), new() { KeyMask = Sample.Mask(1, 6) }, "key mask is (batch, 5), not (1, 6)"),
            (new(16, 4), null, "Queries are (batch, 4, tokens, 4), not (1, 2, 5, 8)"),
        ];
        foreach (var (options, context, missing) in cases)
        {
            var refusal = Assert.Throws<ArgumentException>(() => new AttentionMechanism(options).forward(q, k, v, context));
            Assert.Contains(missing, refusal.Message);
        }
    }

    private static AttentionContext Padding() => new() { KeyMask = torch.tensor(_kept).view(1, Tokens) };

    private static Tensor Changed(Tensor heads, int token)
    {
        var changed = heads.clone();
        var row = changed.narrow(2, token, 1);
        row.copy_(row * -3 + 2);
        return changed;
    }
}
