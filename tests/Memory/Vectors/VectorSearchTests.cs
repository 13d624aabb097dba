using Rag.Memory.Embedded;
using Rag.Memory.Filters;
using Rag.Memory.Tests.Embedded;

namespace Rag.Memory.Tests.Vectors;

public sealed class VectorSearchTests : IDisposable
{
    private const int Dimension = 24;
    private static readonly MemoryOptions _options = new()
    {
        Encoder = new EmbeddingSource("test", Dimension),
        Graph = new GraphOptions { Threshold = 200, EfConstruction = 100 },
    };

    private readonly TemporaryFolder _folder = new();
    private readonly float[][] _vectors = VectorFixture.Clustered(3000, Dimension, seed: 5);
    private readonly float[][] _queries = VectorFixture.Clustered(50, Dimension, seed: 6);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Exact_search_finds_the_nearest_in_order_with_their_cosines()
    {
        await using var store = Fill(sources: 7);
        foreach (var query in _queries)
        {
            var hits = store.Search(new SearchQuery { Vector = query, K = 10, Exact = true });
            var expected = VectorFixture.Nearest(_vectors, query, 10);
            Assert.Equal(expected, hits.Select(Place));
            for (var i = 0; i < 10; i++) Assert.Equal(VectorFixture.Cosine(_vectors[expected[i]], query), hits[i].Score, 1e-5);
            Assert.All(hits, hit => Assert.Equal(hit.Score, hit.Cosine));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)] // small segments, without a graph
    public async Task The_graph_finds_almost_all_of_the_nearest(int sources)
    {
        await using var store = Fill(sources);
        Assert.InRange(Recall(store, query => query, _ => true), .97, 1);
    }

    [Fact]
    public async Task More_candidates_find_more()
    {
        await using var store = Fill(sources: 1);
        var few = Recall(store, query => query with { EfSearch = 1 }, _ => true);
        var many = Recall(store, query => query with { EfSearch = 200 }, _ => true);
        Assert.True(few < many && many > .99, $"{few} {many}");
    }

    [Theory]
    [InlineData(2)] // half of the items
    [InlineData(20)]
    [InlineData(1500)] // two of them
    public async Task A_filter_holds_and_finds_the_nearest_of_what_it_lets_through(int every)
    {
        await using var store = Fill(sources: 3, i => new Dictionary<string, string> { ["kept"] = i % every == 0 ? "yes" : "no" });
        var filter = Filter.Equal(Field.Metadata("kept"), "yes");
        Assert.InRange(Recall(store, query => query with { Filter = filter }, i => i % every == 0), .97, 1);
    }

    [Fact]
    public async Task What_was_dropped_is_not_found()
    {
        await using var store = Fill(sources: 3);
        store.Remove("s1");
        store.Delete([.. Enumerable.Range(0, 1000).Where(i => i % 2 == 0).Select(i => $"s0#{i}"), "s2#7", "unknown#1", "no id"]);
        store.Commit();
        bool Kept(int i) => i / 1000 != 1 && (i / 1000 != 0 || i % 2 != 0) && i != 2007;
        Assert.Equal(Enumerable.Range(0, 3000).Count(Kept), store.Count);
        Assert.Equal(store.Count, store.Statistics().Vectors);
        Assert.InRange(Recall(store, query => query, Kept), .97, 1);
        Assert.InRange(Recall(store, query => query with { Exact = true }, Kept), 1, 1);
    }

    [Fact]
    public async Task Embeddings_come_back_with_unit_length_through_commits_and_merges()
    {
        await using (var store = Fill(sources: 30)) Assert.Equal(3000, store.Statistics().Vectors);
        await using var reopened = EmbeddedMemory.OpenReadOnly(_folder.Path);
        Assert.Equal(_options.Encoder, reopened.Encoder);
        foreach (var i in (int[])[0, 1, 99, 100, 1234, 2999])
        {
            var found = reopened.Find($"s{i / 100}", i % 100)!.Embedding.ToArray();
            Assert.Equal(1, found.Sum(x => (double)x * x), 1e-6);
            Assert.Equal(1, VectorFixture.Cosine(found, _vectors[i]), 1e-6);
        }
    }

    [Fact]
    public async Task Items_with_and_without_embeddings_live_together()
    {
        await using var store = EmbeddedMemory.Open(_folder.Path, options: _options);
        store.Replace("a", "1", [.. Items.Of("a", "tulip", "rose", "lily").Select(item =>
            item.Ordinal == 1 ? item : item with { Embedding = _vectors[item.Ordinal] })]);
        store.Commit();
        Assert.Equal(["a#2", "a#0"], store.Search(new SearchQuery { Vector = _vectors[2] }).Select(hit => hit.Item.Id));
        var both = store.Search(new SearchQuery { Vector = _vectors[2], Words = "rose", Fusion = Fusion.Raw(words: 100, vector: 1) });
        Assert.Equal(["a#1", "a#2", "a#0"], both.Select(hit => hit.Item.Id));
        Assert.Null(both[0].Cosine);
        Assert.Equal(0, both[1].Words);
    }

    [Fact]
    public async Task Vectors_that_point_nowhere_are_refused_by_name()
    {
        await using var store = EmbeddedMemory.Open(_folder.Path, options: _options);
        Refused("zero", new float[Dimension]);
        Refused("not finite", [.. new float[Dimension - 1], float.NaN]);
        Refused("not finite", [float.PositiveInfinity, .. new float[Dimension - 1]]);
        Refused($"{Dimension + 1} numbers", new float[Dimension + 1]);
        store.Replace("a", "1", Items.Of("a", [[.. Enumerable.Repeat(float.MaxValue, Dimension)], [.. Enumerable.Repeat(float.Epsilon, Dimension)]]));
        store.Commit();
        Assert.Equal(2, store.Search(new SearchQuery { Vector = _vectors[0] }).Count);

        void Refused(string reason, float[] vector)
        {
            var item = Assert.Throws<MemoryException>(() => store.Replace("a", "1", Items.Of("a", [vector])));
            Assert.Contains("a#0", item.Message, StringComparison.Ordinal);
            Assert.Contains(reason, item.Message, StringComparison.Ordinal);
            var query = Assert.Throws<MemoryException>(() => store.Search(new SearchQuery { Vector = vector }));
            Assert.Contains(reason, query.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Another_encoder_is_refused_and_a_collection_without_one_takes_no_embeddings()
    {
        await using (var plain = EmbeddedMemory.Open(_folder.Path, "plain"))
        {
            Assert.Contains("no encoder", Assert.Throws<MemoryException>(() => plain.Replace("a", "1", Items.Of("a", [_vectors[0]]))).Message, StringComparison.Ordinal);
            Assert.Contains("no embeddings", Assert.Throws<MemoryException>(() => plain.Search(new SearchQuery { Vector = _vectors[0] })).Message, StringComparison.Ordinal);
        }
        await using (var late = EmbeddedMemory.Open(_folder.Path, "plain", _options))
        {
            late.Replace("a", "1", Items.Of("a", [_vectors[0]]));
            late.Commit();
        }
        foreach (var other in (EmbeddingSource[])[new("other", Dimension), new("test", Dimension + 1)])
        {
            var options = _options with { Encoder = other };
            Assert.Contains("holds embeddings of test", Assert.Throws<MemoryException>(() => EmbeddedMemory.Open(_folder.Path, "plain", options)).Message, StringComparison.Ordinal);
            Assert.Throws<MemoryException>(() => EmbeddedMemory.OpenReadOnly(_folder.Path, "plain", options));
        }
        await using var any = EmbeddedMemory.Open(_folder.Path, "plain");
        Assert.Equal(_options.Encoder, any.Encoder);
    }

    [Fact]
    public async Task Odd_numbers_of_hits_are_answered_or_refused()
    {
        await using var store = Fill(sources: 3);
        Assert.Equal(3000, store.Search(new SearchQuery { Vector = _queries[0], K = SearchQuery.MostHits }).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SearchQuery { K = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SearchQuery { K = SearchQuery.MostHits + 1 });
        Assert.Throws<ArgumentException>(() => store.Search(new SearchQuery()));
    }

    private EmbeddedMemory Fill(int sources, Func<int, Dictionary<string, string>>? metadata = null)
    {
        var store = EmbeddedMemory.Open(_folder.Path, options: _options);
        var each = _vectors.Length / sources;
        for (var s = 0; s < sources; s++)
        {
            var items = Items.Of($"s{s}", _vectors.Skip(s * each).Take(s == sources - 1 ? int.MaxValue : each));
            if (metadata is not null) items = [.. items.Select(item => item with { Metadata = metadata(s * each + item.Ordinal) })];
            store.Replace($"s{s}", "1", items);
            store.Commit();
        }
        _each = each;
        return store;
    }

    private int _each;

    private int Place(Hit hit) => int.Parse(hit.Item.Source[1..], System.Globalization.CultureInfo.InvariantCulture) * _each + hit.Item.Ordinal;

    private double Recall(EmbeddedMemory store, Func<SearchQuery, SearchQuery> with, Func<int, bool> allowed)
    {
        var (found, wanted) = (0, 0);
        foreach (var vector in _queries)
        {
            var places = store.Search(with(new SearchQuery { Vector = vector, K = 10 })).Select(Place).ToList();
            Assert.All(places, place => Assert.True(allowed(place)));
            var nearest = VectorFixture.Nearest(_vectors, vector, 10, allowed);
            wanted += nearest.Length;
            found += nearest.Intersect(places).Count();
        }
        return (double)found / wanted;
    }
}
