using Rag.Memory.Embedded;
using Rag.Memory.Tests.Embedded;

namespace Rag.Memory.Tests.Ranking;

public sealed class FusionTests : IDisposable
{
    private static readonly float[] _east = [1, 0], _north = [0, 1], _northEast = [1, 1];
    private readonly TemporaryFolder _folder = new();
    private readonly EmbeddedMemory _store;

    public FusionTests()
    {
        _store = EmbeddedMemory.Open(_folder.Path, options: new MemoryOptions { Encoder = new EmbeddingSource("compass", 2) });
        var items = Items.Of("a", "tulip rose", "tulip tulip rose rose", "oak", "elm");
        float[][] vectors = [_east, _north, _northEast, _north];
        _store.Replace("a", "1", [.. items.Select((item, i) => item with { Embedding = vectors[i] })]);
        _store.Commit();
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Reciprocal_ranks_add_up()
    {
        var hits = Search(Fusion.ReciprocalRank(k: 10, words: 2, vector: 1));
        // By words: a#0 and a#1 in the order of their BM25; by vector: a#0, a#2, and then a#1 and a#3 with 0.
        var words = _store.Search("tulip", 5).Select(hit => hit.Item.Ordinal).ToList();
        double Expected(int ordinal, int byVector) =>
            (words.IndexOf(ordinal) is >= 0 and var rank ? 2.0 / (10 + rank + 1) : 0) + 1.0 / (10 + byVector);
        Assert.Equal(Expected(0, 1), Score(hits, 0), 1e-12);
        Assert.Equal(Expected(2, 2), Score(hits, 2), 1e-12);
        Assert.Equal(Expected(1, 3), Score(hits, 1), 1e-12);
        Assert.Equal(Expected(3, 4), Score(hits, 3), 1e-12);
        Assert.Equal(hits.OrderByDescending(hit => hit.Score).Select(hit => hit.Item.Id), hits.Select(hit => hit.Item.Id));
    }

    [Fact]
    public void Weighted_scores_add_up_raw_and_divided_by_the_best()
    {
        var bm25 = _store.Search("tulip", 5);
        double Words(int ordinal) => bm25.FirstOrDefault(hit => hit.Item.Ordinal == ordinal).Score;
        double[] cosines = [1, 0, Math.Sqrt(.5), 0];
        var raw = Search(Fusion.Raw(words: 3, vector: 30));
        var normalised = Search(Fusion.Normalised(words: .4, vector: .6));
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(3 * Words(i) + 30 * cosines[i], Score(raw, i), 1e-5);
            Assert.Equal(.4 * Words(i) / bm25[0].Score + .6 * cosines[i], Score(normalised, i), 1e-6);
            Assert.Equal(Words(i), raw.Single(hit => hit.Item.Ordinal == i).Words!.Value, 1e-9);
        }
    }

    private IReadOnlyList<Hit> Search(Fusion fusion) =>
        _store.Search(new SearchQuery { Words = "tulip", Vector = _east, Fusion = fusion });

    private static double Score(IReadOnlyList<Hit> hits, int ordinal) => hits.Single(hit => hit.Item.Ordinal == ordinal).Score;
}
