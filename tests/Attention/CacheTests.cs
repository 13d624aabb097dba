using Rag.Attention;
using Rag.Attention.Biases;
using Rag.Attention.Caches;
using Rag.Attention.Gates;
using Rag.Attention.Kernels;
using Rag.Attention.Masks;
using Rag.Attention.Positions;
using Rag.Attention.Scores;

namespace Rag.Tests.Attention;

public sealed class CacheTests
{
    private const double Tolerance = 1e-5;

    private static readonly Dictionary<string, AttentionOptions> _layers = new()
    {
        ["plain causal"] = new(24, 3, causal: true),
        ["null key"] = new(24, 3, causal: true, nullKey: true),
        ["rotary"] = new(24, 3, causal: true, position: new RotaryPosition()),
        ["learned positions"] = new(24, 3, causal: true, position: new LearnedPosition(12)),
        ["biases"] = new(24, 3, causal: true, biases: [new Alibi(), new RelativeBuckets(Bidirectional: false), new PeriodicBias(3, 1), new LagBias(2, 1)]),
        ["window with a global token"] = new(24, 3, causal: true, window: new SlidingWindow(3, 1)),
        ["window kernel"] = new(24, 3, causal: true, window: new SlidingWindow(3, 1), kernel: Kernel.Window),
        ["grouped heads, cosine"] = new(24, 6, keyValueHeads: 2, causal: true, score: Score.Cosine),
        ["Gaussian, null key"] = new(24, 3, causal: true, score: Score.Gaussian(2), nullKey: true),
        ["clipped keys"] = new(24, 3, causal: true, keyNormLimit: 0.5),
        ["Performer, null key"] = new(24, 3, causal: true, nullKey: true, kernel: Kernel.Performer(64)),
    };

    public static IEnumerable<object[]> Layers() => _layers.Keys.Select(name => new object[] { name });

    [Theory]
    [MemberData(nameof(Layers))]
    public void Cached_decoding_equals_uncached(string name)
    {
        using var scope = NewDisposeScope();
        using var off = torch.no_grad();
        var layer = new MultiHeadAttention(_layers[name]);
        var x = Sample.Normal([2, 12, 24], 4);
        using var cache = new GrowingCache();

        var steps = Decode(layer, x, cache, 1, 1, 4, 1, 5);

        Near.Assert(layer.forward(x), steps, name, Tolerance);
        Assert.Equal(12, cache.Tokens);
    }

    [Theory]
    [InlineData("null key")]
    [InlineData("rotary")]
    public void A_truncated_cache_goes_on_from_where_it_was_cut(string name)
    {
        using var scope = NewDisposeScope();
        using var off = torch.no_grad();
        var layer = new MultiHeadAttention(_layers[name]);
        var (kept, dropped, taken) = (Sample.Normal([2, 4, 24], 4), Sample.Normal([2, 5, 24], 5), Sample.Normal([2, 3, 24], 6));
        using var cache = new GrowingCache();
        Decode(layer, torch.cat([kept, dropped], 1), cache, 4, 1, 4);

        cache.Truncate(4);
        var steps = Decode(layer, taken, cache, 1, 2);

        Near.Assert(layer.forward(torch.cat([kept, taken], 1)).narrow(1, 4, 3), steps, name, Tolerance);
        Assert.Throws<ArgumentOutOfRangeException>(() => cache.Truncate(8));
    }

    [Fact]
    public void A_reordered_cache_follows_its_beams()
    {
        using var scope = NewDisposeScope();
        using var off = torch.no_grad();
        var layer = new MultiHeadAttention(_layers["null key"]);
        var (before, after) = (Sample.Normal([2, 4, 24], 4), Sample.Normal([3, 2, 24], 5));
        var beams = torch.tensor([1L, 1L, 0L]);
        using var cache = new GrowingCache();
        Decode(layer, before, cache, 4);

        cache.Reorder(beams);
        var steps = Decode(layer, after, cache, 1, 1);

        Near.Assert(layer.forward(torch.cat([before.index_select(0, beams), after], 1)).narrow(1, 4, 2), steps, "beams", Tolerance);
    }

    [Fact]
    public void A_growing_cache_wants_no_graph_and_one_batch()
    {
        using var scope = NewDisposeScope();
        var layer = new MultiHeadAttention(_layers["plain causal"]);
        using var cache = new GrowingCache();

        Assert.Throws<InvalidOperationException>(() => layer.forward(Sample.Normal([2, 1, 24], 4), new AttentionContext { Cache = cache }));

        using var off = torch.no_grad();
        Decode(layer, Sample.Normal([2, 1, 24], 4), cache, 1);
        Assert.Throws<ArgumentException>(() => Decode(layer, Sample.Normal([3, 1, 24], 4), cache, 1));
    }

    [Fact]
    public void A_remembered_memory_reads_as_the_memory_does_and_lets_gradients_through()
    {
        using var scope = NewDisposeScope();
        var layer = new MultiHeadAttention(new(24, 3, memoryWidth: 16, nullKey: true, score: Score.Cosine, position: new RotaryPosition(Side: PositionedSide.Keys)));
        var (x, memory) = (Sample.Normal([2, 3, 24], 1), Sample.Normal([2, 5, 16], 2).requires_grad_());
        using var remembered = layer.Remember(memory);

        var read = layer.forward(x, remembered);

        Near.Assert(layer.forward(x, memory), read, "read at once", Tolerance);
        read.sum().backward();
        Assert.True(memory.grad!.abs().sum().ToSingle() > 0);
    }

    [Fact]
    public void A_reordered_memory_follows_its_beams()
    {
        using var scope = NewDisposeScope();
        using var off = torch.no_grad();
        var layer = new MultiHeadAttention(new(24, 3));
        var (x, memory, beams) = (Sample.Normal([3, 2, 24], 1), Sample.Normal([2, 5, 24], 2), torch.tensor([1L, 0L, 1L]));
        using var remembered = layer.Remember(memory);

        remembered.Reorder(beams);

        Near.Assert(layer.forward(x, memory.index_select(0, beams)), layer.forward(x, remembered), "beams", Tolerance);
    }

    [Fact]
    public void A_decoder_with_both_caches_equals_one_without()
    {
        using var scope = NewDisposeScope();
        using var off = torch.no_grad();
        var layer = new GatedMemoryAttention(
            new(24, 3, causal: true, outputProjection: false), new(24, 3, chunkLength: 2, nullKey: true, outputProjection: false), new GateOptions(StartBias: 0));
        var (h, memory) = (Sample.Normal([2, 6, 24], 1), Sample.Normal([2, 5, 24], 2));
        var cross = new AttentionContext { ItemChunks = torch.tensor([0L, 0L, 1L, 1L, 2L]) };
        using var cache = new GrowingCache();
        using var remembered = layer.Cross.Remember(memory);

        var steps = Enumerable.Range(0, 6).Select(t => layer.forward(h.narrow(1, t, 1), remembered, new() { Cache = cache }, cross)).ToArray();

        Near.Assert(layer.forward(h, memory, cross: cross), torch.cat(steps, 1), "decoder", Tolerance);
    }

    private static Tensor Decode(MultiHeadAttention layer, Tensor x, GrowingCache cache, params long[] lengths)
    {
        var outputs = x.split(lengths, 1).Select(part => layer.forward(part, new AttentionContext { Cache = cache })).ToArray();
        return torch.cat(outputs, 1);
    }
}
