using Rag.Memory.Embedded;
using Rag.Memory.Filters;
using Rag.Memory.Tests.Embedded;

namespace Rag.Memory.Tests.Ranking;

public sealed class Bm25Tests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Scores_are_those_of_the_formula()
    {
        await using var store = EmbeddedMemory.Open(_folder.Path, options: new MemoryOptions { K1 = 1.5, B = 0.5 });
        store.Replace("a", "1", Items.Of("a", "tulip tulip oak", "tulip", "oak elm elm elm"));
        store.Commit();

        // idf(tulip) = ln(1 + 1.5 / 2.5) = 0.470004, the average length is 8 / 3.
        var hits = store.Search("Tulips!", 5);
        Assert.Equal(["a#0", "a#1"], hits.Select(hit => hit.Item.Id));
        Assert.Equal(0.470004 * 2 * 2.5 / (2 + 1.5 * (0.5 + 0.5 * 3 / (8 / 3.0))), hits[0].Score, 1e-5);
        Assert.Equal(0.470004 * 1 * 2.5 / (1 + 1.5 * (0.5 + 0.5 * 1 / (8 / 3.0))), hits[1].Score, 1e-5);
        Assert.Equal(0.470004, store.InverseDocumentFrequency("tulip"), 1e-6);
        Assert.Equal(Math.Log(8), store.InverseDocumentFrequency("zebra"), 1e-12);
        Assert.Equal(Math.Log(8), store.InverseDocumentFrequency(new string('z', 1000)), 1e-12);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0.75)]
    [InlineData(2, 1)]
    public async Task The_ranking_does_not_depend_on_the_segments(double k1, double b)
    {
        var options = new MemoryOptions { K1 = k1, B = b };
        var random = new Random(17);
        await using var together = EmbeddedMemory.Open(_folder.Path, "together", options);
        await using var apart = EmbeddedMemory.Open(_folder.Path, "apart", options);
        var items = new List<Item>();
        for (var s = 0; s < 60; s++)
        {
            var source = Items.Of($"s{s}", [.. Enumerable.Range(0, 5).Select(_ => Text(random))]);
            for (var i = 0; i < source.Length; i++) source[i] = source[i] with { Heading = i % 2 == 0 ? Text(random) : null };
            apart.Replace($"dead{s}", "1", Items.Of($"dead{s}", Text(random)));
            apart.Replace($"s{s}", "1", source);
            apart.Commit();
            apart.Remove($"dead{s}");
            together.Replace($"s{s}", "1", source);
            items.AddRange(source);
        }
        apart.Commit();
        together.Commit();

        for (var q = 0; q < 50; q++)
        {
            var query = Text(random);
            var expected = ReferenceBm25.Search(items, query, 20, options);
            ReferenceBm25.AssertSame(expected, together.Search(query, 20));
            Assert.Equal(together.Search(query, 20).Select(h => (h.Item.Id, h.Score)), apart.Search(query, 20).Select(h => (h.Item.Id, h.Score)));
        }
    }

    // Few words and short texts, so that postings have many blocks and scores many equals.
    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(1, 0.75, 3)]
    [InlineData(1.6, 1, 7)]
    public async Task Passing_over_what_cannot_win_changes_nothing(double k1, double b, int commits)
    {
        var options = new MemoryOptions { K1 = k1, B = b };
        var random = new Random(23);
        await using var store = EmbeddedMemory.Open(_folder.Path, options: options);
        for (var c = 0; c < commits; c++)
        {
            for (var s = 0; s < 20; s++)
            {
                store.Replace($"{c}/{s}", "1", [.. Items.Of($"{c}/{s}", [.. Enumerable.Range(0, 2000 / commits / 20).Select(_ => Text(random))])
                    .Select(item => item with { Metadata = new Dictionary<string, string> { ["every"] = item.Ordinal % 3 == 0 ? "third" : "other" } })]);
            }
            store.Commit();
        }
        store.Delete([.. Enumerable.Range(0, 20).Select(s => $"0/{s}#1")]);
        store.Commit();

        var items = store.Scan().ToList();
        int[] counts = [1, 3, 10, 100, 5000];
        var filter = Filter.Equal(Field.Metadata("every"), "third");
        for (var q = 0; q < 40; q++)
        {
            var (query, k) = (Text(random), counts[q % counts.Length]);
            ReferenceBm25.AssertSame(ReferenceBm25.Search(items, query, k, options), store.Search(query, k));
            ReferenceBm25.AssertSame(ReferenceBm25.Search(items, query, k, options, filter.Matches),
                store.Search(new SearchQuery { Words = query, K = k, Filter = filter }));
        }
    }

    [Fact]
    public async Task Equal_scores_come_in_the_order_of_ingestion()
    {
        await using var store = EmbeddedMemory.Open(_folder.Path);
        foreach (var source in (string[])["c", "a", "b"])
        {
            store.Replace(source, "1", Items.Of(source, "tulip", "tulip"));
            store.Commit();
        }
        Assert.Equal(["c#0", "c#1", "a#0"], store.Search("tulip", 3).Select(hit => hit.Item.Id));
    }

    [Fact]
    public async Task The_words_of_the_heading_count()
    {
        await using var store = EmbeddedMemory.Open(_folder.Path);
        var items = Items.Of("a", "From ten to five.", "Ten paintings by her.");
        store.Replace("a", "1", [items[0] with { Heading = "Opening hours" }, items[1]]);
        store.Commit();
        Assert.Equal("a#0", Assert.Single(store.Search("opening", 5)).Item.Id);
    }

    [Fact]
    public async Task Searches_from_many_threads_agree_while_a_commit_runs()
    {
        await using var store = EmbeddedMemory.Open(_folder.Path);
        var random = new Random(3);
        store.Replace("a", "1", Items.Of("a", [.. Enumerable.Range(0, 300).Select(_ => Text(random))]));
        store.Commit();
        using var done = new CancellationTokenSource();
        var searching = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            do
            {
                var hits = store.Search("w1 w2 w3", 50);
                Assert.Equal(50, hits.Count);
                Assert.Equal(hits.OrderByDescending(hit => hit.Score).Select(hit => hit.Score), hits.Select(hit => hit.Score));
                Assert.All(hits, hit => Assert.NotNull(hit.Item.Text));
            }
            while (!done.IsCancellationRequested);
        })).ToArray();
        for (var i = 0; i < 30; i++)
        {
            store.Replace($"b{i}", "1", Items.Of($"b{i}", Text(random)));
            store.Commit();
        }
        await done.CancelAsync();
        await Task.WhenAll(searching);
    }

    private static string Text(Random random) =>
        string.Join(' ', Enumerable.Range(0, random.Next(1, 12)).Select(_ => $"w{(int)Math.Sqrt(random.Next(400))}"));
}
