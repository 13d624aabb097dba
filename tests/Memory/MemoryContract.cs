using Rag.Memory.Filters;

namespace Rag.Memory.Tests;

/// <summary>What every home of the memory does.</summary>
public abstract class MemoryContract : IDisposable
{
    private static readonly float[] _east = [1, 0, 0], _north = [0, 1, 0], _up = [0, 0, 1], _northEast = [1, 1, 0];

    protected static MemoryOptions Options { get; } = new() { Encoder = new Encoder("compass", 3) };

    protected abstract IMemory Open(string collection = "default", MemoryOptions? options = null);

    protected abstract IReadOnlyList<string> List();

    protected abstract void Drop(string collection);

    public abstract void Dispose();

    [Fact]
    public void An_item_comes_back_with_all_it_has()
    {
        var item = new Item
        {
            Source = "/tmp/ünï \"quoted\" — 目录.wav",
            Ordinal = 7,
            Modality = Modality.Audio,
            Start = 1_000,
            End = 2_500,
            Page = 12,
            Time = new DateTimeOffset(2024, 5, 6, 7, 8, 9, 123, TimeSpan.FromHours(2)),
            Heading = "标题 \uD83D\uDE00",
            Text = "what\nwas said \0",
            Metadata = new Dictionary<string, string> { ["key.with \"dots\""] = "värde", [""] = "", ["ключ 鍵 e\u0301 \u202E\U0001F600"] = "\uFFFF \0 \U0010FFFF\r\n\u2028\t\\" },
            Embedding = _up,
        };
        using (var memory = Open())
        {
            memory.Replace(item.Source, "hash", [item]);
            memory.Commit();
        }
        using var reopened = Open();
        foreach (var found in (Item[])[reopened.Find(item.Id)!, reopened.Scan().Single(), reopened.Search(new SearchQuery { Vector = _up })[0].Item])
        {
            Assert.Equal(item with { Metadata = found.Metadata, Embedding = found.Embedding }, found);
            Assert.Equal(item.Metadata, found.Metadata);
            Assert.Equal(_up, found.Embedding.ToArray());
        }
        Assert.Equal(new Dictionary<string, string> { [item.Source] = "hash" }, reopened.Sources);
        Assert.Equal(Options.Encoder, reopened.Encoder);
        Assert.Null(reopened.Find("/tmp/other#7"));
    }

    [Fact]
    public void Words_find_items()
    {
        using var memory = Fill();
        Assert.Equal(["a#1", "a#0"], Ids(memory.Search("gardens of lilies", 5)).Order(StringComparer.Ordinal).Reverse());
        Assert.Equal("b#0", memory.Search("博物馆", 5)[0].Item.Id);
        Assert.Empty(memory.Search("nothing like it", 5));
        Assert.Empty(memory.Search("", 5));
        Assert.Equal(Math.Log(1 + 2.5 / 2.5), memory.InverseDocumentFrequency("tulip"), 1e-9);
        Assert.Equal(Math.Log(1 + 4.5 / .5), memory.InverseDocumentFrequency("zebra"), 1e-9);
    }

    [Theory]
    [InlineData("\"tide gauge\"", "t#3 t#0")]
    [InlineData("“Tide Gauges” harbour", "t#3 t#0")] // folded and stemmed; the other words rank
    [InlineData("\"gauge tide\"", "")]
    [InlineData("\"the old gauge\" \"tide\"", "t#1")]
    [InlineData("\"old harbour\"", "t#3")] // in the heading; not across text and heading
    [InlineData("\"潮汐站\"", "t#2")]
    [InlineData("\"潮站\"", "")]
    [InlineData("\"!\" pier", "t#0")] // a phrase without words asks nothing
    [InlineData("\"pier", "t#0")] // and so does a quote that is not closed
    public void Phrases_in_quotes_are_found_as_they_stand(string query, string expected)
    {
        using var memory = Open();
        var items = Items.Of("t", "The tide gauge stands at the pier.", "Neither tide nor the old gauge is right.", "潮汐站已关闭。", "A tide gauge.");
        memory.Replace("t", "1", [.. items.Select(item => item with { Heading = item.Ordinal == 3 ? "Old harbour" : null, Embedding = _north })]);
        memory.Commit();
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), Ids(memory.Search(new SearchQuery { Words = query })));
        Assert.Equal(["t#0", "t#3"], Ids(memory.Search(new SearchQuery { Words = "\"tide gauge\"", Vector = _north })).Order());
        Assert.NotEmpty(memory.Search("“gauge tide” pier", 5)); // a question's quotes are punctuation
    }

    [Fact]
    public void Vectors_find_items_with_their_cosines()
    {
        using var memory = Fill();
        var hits = memory.Search(new SearchQuery { Vector = new float[] { 5, 0, 0 }, K = 3, Exact = true });
        Assert.Equal(["a#0", "b#0", "a#1"], Ids(hits));
        Assert.Equal(1, hits[0].Cosine!.Value, 1e-5);
        Assert.Equal(Math.Sqrt(.5), hits[1].Score, 1e-5);
    }

    [Fact]
    public void Words_and_vectors_together_rank_by_the_fusion()
    {
        using var memory = Fill();
        var query = new SearchQuery { Words = "tulip", Vector = _up, K = 4 };
        Assert.Equal("a#1", memory.Search(query with { Fusion = Fusion.ReciprocalRank(k: 60, words: 10, vector: 1) })[0].Item.Id);
        Assert.Equal("b#1", memory.Search(query with { Fusion = Fusion.ReciprocalRank(k: 60, words: 1, vector: 100) })[0].Item.Id);
        var raw = memory.Search(query with { Fusion = Fusion.Raw(words: 1, vector: 30) });
        Assert.Equal("b#1", raw[0].Item.Id);
        Assert.All(raw, hit => Assert.Equal(hit.Words!.Value + 30 * hit.Cosine!.Value, hit.Score, 1e-4));
        var normalised = memory.Search(query with { Fusion = Fusion.Normalised(words: .9, vector: .1) });
        Assert.Equal("a#1", normalised[0].Item.Id);
        Assert.Equal(.9, normalised[0].Score, 1e-5);
    }

    [Fact]
    public void Filters_narrow_every_search()
    {
        using var memory = Fill();
        Filter[] filters =
        [
            Filter.Equal(Field.Metadata("lang.uage"), "zh"), new OneOf(Field.Metadata("lang.uage"), ["en", "fr"]), new StartsWith(Field.Source, "a"),
            new Between("year", 2000, 2010), new Between("year", null, null), Filter.Equal(Field.Modality, "image"), Filter.All(),
            new During(new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero), null), Filter.Equal(Field.Source, "nowhere"),
            Filter.All(Filter.Equal(Field.Source, "b"), new Between("year", 2005, null)), new StartsWith(Field.Metadata("lang.uage"), "z"),
        ];
        var items = memory.Scan().ToList();
        Assert.Equal(4, items.Count);
        foreach (var filter in filters)
        {
            var expected = items.Where(filter.Matches).Select(item => item.Id).Order().ToList();
            Assert.Equal(expected, memory.Scan(filter).Select(item => item.Id).Order());
            Assert.Equal(expected, Ids(memory.Search(new SearchQuery { Vector = _east, Filter = filter })).Order());
            Assert.Subset(expected.ToHashSet(), Ids(memory.Search(new SearchQuery { Words = "tulip 博物馆", Filter = filter })).ToHashSet());
            Assert.Equal(expected, Ids(memory.Search(new SearchQuery { Words = "tulip", Vector = _east, Filter = filter })).Order());
        }
    }

    [Fact]
    public void Replaced_removed_and_deleted_items_are_gone()
    {
        using (var memory = Fill())
        {
            memory.Replace("a", "2", [new Item { Source = "a", Ordinal = 1, Text = "an oak", Embedding = _east }]);
            memory.Delete(["b#0", "b#9"]);
            Assert.Equal(4, memory.Count);
            memory.Commit();
            Assert.Equal(["a#1", "b#1"], memory.Scan().Select(item => item.Id).Order());
            Assert.Empty(memory.Search("tulip", 5));
            memory.Upsert([new Item { Source = "b", Ordinal = 2, Text = "an elm" }, new Item { Source = "b", Ordinal = 1, Text = "an ash" }]);
            memory.Commit();
            Assert.Equal(["a#1", "b#1", "b#2"], memory.Scan().Select(item => item.Id).Order());
            Assert.Equal("an ash", memory.Find("b", 1)!.Text);
            memory.Remove("a");
            memory.Commit();
        }
        using var reopened = Open();
        Assert.Equal(new Dictionary<string, string> { ["b"] = "1", ["empty"] = "1" }, reopened.Sources);
        Assert.Equal(2, reopened.Count);
        var statistics = reopened.Statistics();
        Assert.Equal(("default", 2, 0, Options.Encoder), (statistics.Name, statistics.Items, statistics.Vectors, statistics.Encoder));
    }

    [Fact]
    public void Another_encoder_and_bad_vectors_are_refused()
    {
        using (var memory = Fill())
        {
            foreach (var vector in (float[][])[[1, 2], [0, 0, 0], [float.NaN, 0, 0], [float.NegativeInfinity, 0, 0]])
            {
                var refusal = Assert.Throws<MemoryException>(() => memory.Replace("c", "1", [new Item { Source = "c", Ordinal = 0, Text = "", Embedding = vector }]));
                Assert.Contains("c#0", refusal.Message, StringComparison.Ordinal);
                Assert.Throws<MemoryException>(() => memory.Search(new SearchQuery { Vector = vector }));
            }
            Assert.Throws<ArgumentException>(() => memory.Search(new SearchQuery()));
        }
        var other = Assert.Throws<MemoryException>(() => Open(options: new MemoryOptions { Encoder = new Encoder("sextant", 3) }));
        Assert.Contains("compass", other.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_surrogate_pair_comes_back_as_it_was_or_is_refused_by_name()
    {
        using var memory = Open();
        var item = new Item { Source = "s", Ordinal = 0, Text = "text", Metadata = new Dictionary<string, string> { ["key"] = "\uD800" } };
        try
        {
            memory.Replace("s", "1", [item]);
        }
        catch (MemoryException refusal)
        {
            Assert.Contains("s#0", refusal.Message, StringComparison.Ordinal);
            return;
        }
        memory.Commit();
        Assert.Equal(item.Metadata, memory.Find("s", 0)!.Metadata);
    }

    [Fact]
    public void Ids_that_look_alike_are_kept_apart()
    {
        using var memory = Open();
        memory.Replace("a", "1", Items.Of("a", "zero", "one"));
        memory.Replace("a#1", "1", Items.Of("a#1", "one zero", "one one"));
        memory.Commit();
        Assert.Throws<ArgumentException>(() => memory.Upsert([.. Items.Of("a", "zero"), .. Items.Of("a", "zero again")]));
        Assert.Equal(["a#0", "a#1", "a#1#0", "a#1#1"], memory.Scan().Select(item => item.Id).Order(StringComparer.Ordinal));
        memory.Delete(["a#1"]);
        memory.Commit();
        Assert.Equal(["a#0", "a#1#0", "a#1#1"], memory.Scan().Select(item => item.Id).Order(StringComparer.Ordinal));
        Assert.Equal("one one", memory.Find("a#1#1")!.Text);
    }

    [Fact]
    public void Very_long_queries_and_very_many_hits_are_answered()
    {
        using var memory = Fill();
        var words = string.Join(' ', Enumerable.Range(0, 22_000).Select(i => $"{new string('w', 45)}{i}")) + " oak tulip";
        Assert.True(words.Length > 1 << 20);
        var tulips = Ids(memory.Search("tulip", 10)).Order().ToList();
        Assert.Equal(tulips, Ids(memory.Search(new SearchQuery { Words = words, K = SearchQuery.MostHits })).Order());
        Assert.Equal(4, memory.Search(new SearchQuery { Vector = _east, K = SearchQuery.MostHits }).Count);
        Assert.Equal(4, memory.Search(new SearchQuery { Words = words, Vector = _east, K = SearchQuery.MostHits }).Count);
        Assert.Empty(memory.Search(new SearchQuery { Words = "" }));
        Assert.Equal(4, memory.Search(new SearchQuery { Words = "", Vector = _east }).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SearchQuery { K = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Search("tulip", 0));
    }

    [Fact]
    public void Another_encoder_of_the_same_space_may_read_and_write_and_the_first_one_stays_on_record()
    {
        var north = new Encoder("north", 3) { Space = "compass" };
        using (var memory = Open("spaces", new MemoryOptions { Encoder = north })) Assert.Equal(north, memory.Encoder);
        using (var memory = Open("spaces", new MemoryOptions { Encoder = new Encoder("compass", 3) }))
        {
            memory.Replace("a", "1", [new Item { Source = "a", Ordinal = 0, Text = "east", Embedding = new float[] { 0, 1, 0 } }]);
            memory.Commit();
            Assert.Equal(north, memory.Encoder);
            Assert.Single(memory.Search(new SearchQuery { Vector = new float[] { 0, 2, 0 } }));
        }
        Assert.Throws<MemoryException>(() => Open("spaces", new MemoryOptions { Encoder = new Encoder("north", 3) }));
        Assert.Throws<MemoryException>(() => Open("spaces", new MemoryOptions { Encoder = new Encoder("compass", 4) }));
    }

    [Fact]
    public void Collections_are_listed_and_dropped()
    {
        Open("first").Dispose();
        Open("第二").Dispose();
        Assert.Subset(List().ToHashSet(), new HashSet<string> { "first", "第二" });
        Drop("first");
        Assert.DoesNotContain("first", List());
        Assert.Throws<MemoryException>(() => Drop("first"));
        Assert.Contains("第二", List());
    }

    private IMemory Fill()
    {
        var memory = Open();
        memory.Replace("a", "1",
        [
            Item("a", 0, "A tulip in the garden.", _east, "en", "1999"),
            Item("a", 1, "Tulips and lilies.", _north, "fr", "2005") with { Time = new DateTimeOffset(2024, 2, 3, 0, 0, 0, TimeSpan.Zero) },
        ]);
        memory.Replace("b", "1",
        [
            Item("b", 0, "博物馆十点开门。", _northEast, "zh", "2010"),
            Item("b", 1, "A picture.", _up, "en", "then") with { Modality = Modality.Image },
        ]);
        memory.Replace("empty", "1", []);
        memory.Commit();
        return memory;
    }

    private static Item Item(string source, int ordinal, string text, float[] embedding, string language, string year) => new()
    {
        Source = source,
        Ordinal = ordinal,
        Text = text,
        End = text.Length,
        Embedding = embedding,
        Metadata = new Dictionary<string, string> { ["lang.uage"] = language, ["year"] = year },
    };

    private static IEnumerable<string> Ids(IEnumerable<Hit> hits) => hits.Select(hit => hit.Item.Id);
}

public sealed class EmbeddedContractTests : MemoryContract
{
    private readonly TemporaryFolder _folder = new();

    public override void Dispose() => _folder.Dispose();

    protected override IMemory Open(string collection = "default", MemoryOptions? options = null) =>
        MemoryStore.Open(_folder.Path, collection, options ?? Options);

    protected override IReadOnlyList<string> List() => MemoryStore.List(_folder.Path);

    protected override void Drop(string collection) => MemoryStore.Drop(_folder.Path, collection);
}
