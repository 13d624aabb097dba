using Rag.Memory.Embedded;
using Rag.Memory.Filters;

namespace Rag.Memory.Tests;

/// <summary>What every home of the memory does.</summary>
public abstract class MemoryContract : IAsyncLifetime
{
    private static readonly float[] _east = [1, 0, 0], _north = [0, 1, 0], _up = [0, 0, 1], _northEast = [1, 1, 0];

    protected static MemoryOptions Options { get; } = new() { Encoder = new EmbeddingSource("compass", 3) };

    protected abstract ValueTask<IMemory> Open(string collection = "default", MemoryOptions? options = null);

    protected abstract ValueTask<IReadOnlyList<string>> List();

    protected abstract ValueTask Drop(string collection);

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public virtual Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task An_item_comes_back_with_all_it_has()
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
        await using (var memory = await Open())
        {
            await memory.ReplaceAsync(item.Source, "hash", [item]);
            await memory.CommitAsync();
        }
        await using var reopened = await Open();
        foreach (var found in (Item[])[(await reopened.FindAsync(item.Id))!, (await reopened.ScanAsync().ToListAsync()).Single(), (await reopened.SearchAsync(new SearchQuery { Vector = _up }))[0].Item])
        {
            Assert.Equal(item with { Metadata = found.Metadata, Embedding = found.Embedding }, found);
            Assert.Equal(item.Metadata, found.Metadata);
            Assert.Equal(_up, found.Embedding.ToArray());
        }
        Assert.Equal(new Dictionary<string, string> { [item.Source] = "hash" }, await SourcesOf(reopened));
        Assert.Equal(Options.Encoder, reopened.Encoder);
        Assert.Null(await reopened.FindAsync("/tmp/other#7"));
    }

    [Theory]
    [InlineData("3.1.10", "t#0")]
    [InlineData("192.168.1.254", "t#3")]
    [InlineData("C#", "t#4")]
    [InlineData("\"C++\"", "t#5")]
    [InlineData("--dry-run", "t#6")]
    [InlineData("user name", "t#7")]
    [InlineData("体育馆", "t#8")]
    [InlineData("\"體育館\"", "t#8")]
    public async Task Codes_are_told_apart_and_scripts_meet(string words, string expected)
    {
        await using var memory = await Open();
        await memory.ReplaceAsync("t", "1", Items.Of("t",
            "version 3.1.10", "version 3.10.1", "gate 192.168.254.1", "gate 192.168.1.254", "written in C#", "written in C++",
            "run it with --dry-run", "calls getUserName", "體育館晚上十點關門", "a dry run of names"));
        await memory.CommitAsync();
        Assert.Equal(expected, (await memory.SearchAsync(new SearchQuery { Words = words }))[0].Item.Id);
    }

    [Fact]
    public async Task What_is_below_the_least_cosine_is_found_by_its_words_alone()
    {
        await using var memory = await Fill();
        var near = new SearchQuery { Vector = _up, LeastCosine = .5 };
        Assert.All(await memory.SearchAsync(near), hit => Assert.True(hit.Cosine >= .5));
        Assert.NotEmpty(await memory.SearchAsync(near));
        var byWords = Ids(await memory.SearchAsync(new SearchQuery { Words = "tulip" }));
        Assert.Subset(Ids(await memory.SearchAsync(near with { Words = "tulip", LeastCosine = 1 })).ToHashSet(), byWords.ToHashSet());
        Assert.Throws<ArgumentOutOfRangeException>(() => near with { LeastCosine = 1.1 });
    }

    [Fact]
    public async Task Words_find_items()
    {
        await using var memory = await Fill();
        Assert.Equal(["a#1", "a#0"], Ids(await memory.SearchAsync("gardens of lilies", 5)).Order(StringComparer.Ordinal).Reverse());
        Assert.Equal("b#0", (await memory.SearchAsync("博物馆", 5))[0].Item.Id);
        Assert.Empty(await memory.SearchAsync("nothing like it", 5));
        Assert.Empty(await memory.SearchAsync("", 5));
        var statistics = await memory.WordStatisticsAsync(["tulip", "zebra"]);
        Assert.Equal((4, 2, 0), (statistics.Items, statistics.Holders["tulip"], statistics.Holders["zebra"]));
        Assert.Equal(Math.Log(1 + 2.5 / 2.5), statistics.InverseDocumentFrequency("tulip"), 1e-9);
        Assert.Equal(Math.Log(1 + 4.5 / .5), statistics.InverseDocumentFrequency("zebra"), 1e-9);
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
    public async Task Phrases_in_quotes_are_found_as_they_stand(string query, string expected)
    {
        await using var memory = await Open();
        var items = Items.Of("t", "The tide gauge stands at the pier.", "Neither tide nor the old gauge is right.", "潮汐站已关闭。", "A tide gauge.");
        await memory.ReplaceAsync("t", "1", [.. items.Select(item => item with { Heading = item.Ordinal == 3 ? "Old harbour" : null, Embedding = _north })]);
        await memory.CommitAsync();
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), Ids(await memory.SearchAsync(new SearchQuery { Words = query })));
        Assert.Equal(["t#0", "t#3"], Ids(await memory.SearchAsync(new SearchQuery { Words = "\"tide gauge\"", Vector = _north })).Order());
        Assert.NotEmpty(await memory.SearchAsync("“gauge tide” pier", 5)); // a question's quotes are punctuation
    }

    [Fact]
    public async Task Vectors_find_items_with_their_cosines()
    {
        await using var memory = await Fill();
        var hits = await memory.SearchAsync(new SearchQuery { Vector = new float[] { 5, 0, 0 }, K = 3, Exact = true });
        Assert.Equal(["a#0", "b#0"], Ids(hits).Take(2));
        Assert.Equal((3, 0), (hits.Count, Math.Round(hits[2].Score, 5)));
        Assert.Equal(1, hits[0].Cosine!.Value, 1e-5);
        Assert.Equal(Math.Sqrt(.5), hits[1].Score, 1e-5);
    }

    [Fact]
    public async Task Words_and_vectors_together_rank_by_the_fusion()
    {
        await using var memory = await Fill();
        var query = new SearchQuery { Words = "tulip", Vector = _up, K = 4 };
        Assert.Equal("a#1", (await memory.SearchAsync(query with { Fusion = Fusion.ReciprocalRank(k: 60, words: 10, vector: 1) }))[0].Item.Id);
        Assert.Equal("b#1", (await memory.SearchAsync(query with { Fusion = Fusion.ReciprocalRank(k: 60, words: 1, vector: 100) }))[0].Item.Id);
        var raw = await memory.SearchAsync(query with { Fusion = Fusion.Raw(words: 1, vector: 30) });
        Assert.Equal("b#1", raw[0].Item.Id);
        Assert.All(raw, hit => Assert.Equal(hit.Words!.Value + 30 * hit.Cosine!.Value, hit.Score, 1e-4));
        var normalised = await memory.SearchAsync(query with { Fusion = Fusion.Normalised(words: .9, vector: .1) });
        Assert.Equal("a#1", normalised[0].Item.Id);
        Assert.Equal(.9, normalised[0].Score, 1e-5);
    }

    [Fact]
    public async Task Filters_narrow_every_search()
    {
        await using var memory = await Fill();
        Filter[] filters =
        [
            Filter.Equal(Field.Metadata("lang.uage"), "zh"), new OneOf(Field.Metadata("lang.uage"), ["en", "fr"]), new StartsWith(Field.Source, "a"),
            new Between("year", 2000, 2010), new Between("year", null, null), Filter.Equal(Field.Modality, "image"), Filter.All(),
            new During(new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero), null), Filter.Equal(Field.Source, "nowhere"),
            Filter.All(Filter.Equal(Field.Source, "b"), new Between("year", 2005, null)), new StartsWith(Field.Metadata("lang.uage"), "z"),
        ];
        var items = await memory.ScanAsync().ToListAsync();
        Assert.Equal(4, items.Count);
        foreach (var filter in filters)
        {
            var expected = items.Where(filter.Matches).Select(item => item.Id).Order().ToList();
            Assert.Equal(expected, (await memory.ScanAsync(filter).ToListAsync()).Select(item => item.Id).Order());
            Assert.Equal(expected, Ids(await memory.SearchAsync(new SearchQuery { Vector = _east, Filter = filter })).Order());
            Assert.Subset(expected.ToHashSet(), Ids(await memory.SearchAsync(new SearchQuery { Words = "tulip 博物馆", Filter = filter })).ToHashSet());
            Assert.Equal(expected, Ids(await memory.SearchAsync(new SearchQuery { Words = "tulip", Vector = _east, Filter = filter })).Order());
        }
    }

    [Fact]
    public async Task Replaced_removed_and_deleted_items_are_gone()
    {
        await using (var memory = await Fill())
        {
            await memory.ReplaceAsync("a", "2", [new Item { Source = "a", Ordinal = 1, Text = "an oak", Embedding = _east }]);
            await memory.DeleteAsync(["b#0", "b#9"]);
            Assert.Equal(4, await memory.CountAsync());
            await memory.CommitAsync();
            Assert.Equal(["a#1", "b#1"], (await memory.ScanAsync().ToListAsync()).Select(item => item.Id).Order());
            Assert.Empty(await memory.SearchAsync("tulip", 5));
            await memory.UpsertAsync([new Item { Source = "b", Ordinal = 2, Text = "an elm" }, new Item { Source = "b", Ordinal = 1, Text = "an ash" }]);
            await memory.CommitAsync();
            Assert.Equal(["a#1", "b#1", "b#2"], (await memory.ScanAsync().ToListAsync()).Select(item => item.Id).Order());
            Assert.Equal("an ash", (await memory.FindAsync("b", 1))!.Text);
            await memory.RemoveAsync("a");
            await memory.CommitAsync();
        }
        await using var reopened = await Open();
        Assert.Equal(new Dictionary<string, string> { ["b"] = "1", ["empty"] = "1" }, await SourcesOf(reopened));
        Assert.Equal(2, await reopened.CountAsync());
        var statistics = await reopened.StatisticsAsync();
        Assert.Equal(("default", 2, 0, Options.Encoder), (statistics.Name, statistics.Items, statistics.Vectors, statistics.Encoder));
    }

    [Fact]
    public async Task Another_encoder_and_bad_vectors_are_refused()
    {
        await using (var memory = await Fill())
        {
            foreach (var vector in (float[][])[[1, 2], [0, 0, 0], [float.NaN, 0, 0], [float.NegativeInfinity, 0, 0]])
            {
                var refusal = await Assert.ThrowsAsync<MemoryException>(async () => await memory.ReplaceAsync("c", "1", [new Item { Source = "c", Ordinal = 0, Text = "", Embedding = vector }]));
                Assert.Contains("c#0", refusal.Message, StringComparison.Ordinal);
                await Assert.ThrowsAsync<MemoryException>(async () => await memory.SearchAsync(new SearchQuery { Vector = vector }));
            }
            await Assert.ThrowsAsync<ArgumentException>(async () => await memory.SearchAsync(new SearchQuery()));
        }
        var other = await Assert.ThrowsAsync<MemoryException>(async () => await Open(options: new MemoryOptions { Encoder = new EmbeddingSource("sextant", 3) }));
        Assert.Contains("compass", other.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_a_surrogate_pair_comes_back_as_it_was_or_is_refused_by_name()
    {
        await using var memory = await Open();
        var item = new Item { Source = "s", Ordinal = 0, Text = "text", Metadata = new Dictionary<string, string> { ["key"] = "\uD800" } };
        try
        {
            await memory.ReplaceAsync("s", "1", [item]);
        }
        catch (MemoryException refusal)
        {
            Assert.Contains("s#0", refusal.Message, StringComparison.Ordinal);
            return;
        }
        await memory.CommitAsync();
        Assert.Equal(item.Metadata, (await memory.FindAsync("s", 0))!.Metadata);
    }

    [Fact]
    public async Task Ids_that_look_alike_are_kept_apart()
    {
        await using var memory = await Open();
        await memory.ReplaceAsync("a", "1", Items.Of("a", "zero", "one"));
        await memory.ReplaceAsync("a#1", "1", Items.Of("a#1", "one zero", "one one"));
        await memory.CommitAsync();
        await Assert.ThrowsAsync<ArgumentException>(async () => await memory.UpsertAsync([.. Items.Of("a", "zero"), .. Items.Of("a", "zero again")]));
        Assert.Equal(["a#0", "a#1", "a#1#0", "a#1#1"], (await memory.ScanAsync().ToListAsync()).Select(item => item.Id).Order(StringComparer.Ordinal));
        await memory.DeleteAsync(["a#1"]);
        await memory.CommitAsync();
        Assert.Equal(["a#0", "a#1#0", "a#1#1"], (await memory.ScanAsync().ToListAsync()).Select(item => item.Id).Order(StringComparer.Ordinal));
        Assert.Equal("one one", (await memory.FindAsync("a#1#1"))!.Text);
    }

    [Fact]
    public async Task Very_long_queries_and_very_many_hits_are_answered()
    {
        await using var memory = await Fill();
        var words = string.Join(' ', Enumerable.Range(0, 22_000).Select(i => $"{new string('w', 45)}{i}")) + " oak tulip";
        Assert.True(words.Length > 1 << 20);
        var tulips = Ids(await memory.SearchAsync("tulip", 10)).Order().ToList();
        Assert.Equal(tulips, Ids(await memory.SearchAsync(new SearchQuery { Words = words, K = SearchQuery.MostHits })).Order());
        Assert.Equal(4, (await memory.SearchAsync(new SearchQuery { Vector = _east, K = SearchQuery.MostHits })).Count);
        Assert.Equal(4, (await memory.SearchAsync(new SearchQuery { Words = words, Vector = _east, K = SearchQuery.MostHits })).Count);
        Assert.Empty(await memory.SearchAsync(new SearchQuery { Words = "" }));
        Assert.Equal(4, (await memory.SearchAsync(new SearchQuery { Words = "", Vector = _east })).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SearchQuery { K = 0 });
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await memory.SearchAsync("tulip", 0));
    }

    [Fact]
    public async Task Another_encoder_of_the_same_space_may_read_and_write_and_the_first_one_stays_on_record()
    {
        var north = new EmbeddingSource("north", 3) { Space = "compass" };
        await using (var memory = await Open("spaces", new MemoryOptions { Encoder = north })) Assert.Equal(north, memory.Encoder);
        await using (var memory = await Open("spaces", new MemoryOptions { Encoder = new EmbeddingSource("compass", 3) }))
        {
            await memory.ReplaceAsync("a", "1", [new Item { Source = "a", Ordinal = 0, Text = "east", Embedding = new float[] { 0, 1, 0 } }]);
            await memory.CommitAsync();
            Assert.Equal(north, memory.Encoder);
            Assert.Single(await memory.SearchAsync(new SearchQuery { Vector = new float[] { 0, 2, 0 } }));
        }
        await Assert.ThrowsAsync<MemoryException>(async () => await Open("spaces", new MemoryOptions { Encoder = new EmbeddingSource("north", 3) }));
        await Assert.ThrowsAsync<MemoryException>(async () => await Open("spaces", new MemoryOptions { Encoder = new EmbeddingSource("compass", 4) }));
    }

    [Fact]
    public async Task A_collection_of_words_alone_is_searched_scanned_and_looked_up()
    {
        await using var memory = await Open("words", new MemoryOptions());
        await memory.ReplaceAsync("a", "1", Items.Of("a", "a tulip", "a rose"));
        await memory.CommitAsync();
        Assert.Equal(["a#0"], Ids(await memory.SearchAsync("tulip", 5)));
        Assert.Equal(["a#1"], Ids(await memory.SearchAsync(new SearchQuery { Words = "\"a rose\"" })));
        Assert.Equal("a rose", (await memory.FindAsync("a", 1))!.Text);
        Assert.Equal(2, await memory.ScanAsync().CountAsync());
        Assert.Equal(0, (await memory.StatisticsAsync()).Vectors);
        await Assert.ThrowsAsync<MemoryException>(async () => await memory.SearchAsync(new SearchQuery { Vector = _up }));
    }

    [Fact]
    public async Task A_source_name_of_ten_thousand_characters_is_a_name()
    {
        var name = string.Join('/', Enumerable.Range(0, 2_000).Select(i => $"{i:0000}"));
        await using var memory = await Open();
        await memory.ReplaceAsync(name, "1", Items.Of(name, "a tulip"));
        await memory.CommitAsync();
        Assert.Equal("1", await memory.HashOfAsync(name));
        Assert.Equal(name, (await memory.SearchAsync("tulip", 1))[0].Item.Source);
        Assert.Equal(name, Assert.Single(await memory.SourcesAsync("0000/0001/").ToListAsync()).Name);
        await memory.RemoveAsync(name);
        await memory.CommitAsync();
        Assert.Equal((0, 0), (await memory.CountAsync(), await memory.CountSourcesAsync()));
    }

    [Fact]
    public async Task Sources_are_looked_up_by_name_and_paged_below_a_prefix()
    {
        await using var memory = await Open();
        string[] names = ["/docs/a.txt", "/docs/b.txt", "/docs2/c.txt", "/docs", "other"];
        foreach (var name in names) await memory.ReplaceAsync(name, $"hash of {name}", Items.Of(name, "text"));
        await memory.CommitAsync();

        Assert.Equal(5, await memory.CountSourcesAsync());
        Assert.Equal("hash of /docs", await memory.HashOfAsync("/docs"));
        Assert.Null(await memory.HashOfAsync("/doc"));
        Assert.Equal(["/docs/a.txt", "other"], (await memory.HashesOfAsync(["other", "gone", "/docs/a.txt"])).Keys.Order(StringComparer.Ordinal));
        foreach (var prefix in (string[])["", "/docs", "/docs/", "/docs/a", "o", "none"])
        {
            Assert.Equal(
                names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal),
                (await memory.SourcesAsync(prefix).Select(source => source.Name).ToListAsync()).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Collections_are_listed_and_dropped()
    {
        await (await Open("first")).DisposeAsync();
        await (await Open("第二")).DisposeAsync();
        Assert.Subset((await List()).ToHashSet(), new HashSet<string> { "first", "第二" });
        await Drop("first");
        Assert.DoesNotContain("first", await List());
        await Assert.ThrowsAsync<MemoryException>(async () => await Drop("first"));
        Assert.Contains("第二", await List());
    }

    private async ValueTask<IMemory> Fill()
    {
        var memory = await Open();
        await memory.ReplaceAsync("a", "1",
        [
            Item("a", 0, "A tulip in the garden.", _east, "en", "1999"),
            Item("a", 1, "Tulips and lilies.", _north, "fr", "2005") with { Time = new DateTimeOffset(2024, 2, 3, 0, 0, 0, TimeSpan.Zero) },
        ]);
        await memory.ReplaceAsync("b", "1",
        [
            Item("b", 0, "博物馆十点开门。", _northEast, "zh", "2010"),
            Item("b", 1, "A picture.", _up, "en", "then") with { Modality = Modality.Image },
        ]);
        await memory.ReplaceAsync("empty", "1", []);
        await memory.CommitAsync();
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

    private static ValueTask<Dictionary<string, string>> SourcesOf(IMemory memory) =>
        memory.SourcesAsync().ToDictionaryAsync(source => source.Name, source => source.ContentHash);

    private static IEnumerable<string> Ids(IEnumerable<Hit> hits) => hits.Select(hit => hit.Item.Id);
}

public sealed class EmbeddedContractTests : MemoryContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override ValueTask<IMemory> Open(string collection = "default", MemoryOptions? options = null) =>
        new(EmbeddedMemory.Open(_folder.Path, collection, options ?? Options));

    protected override ValueTask<IReadOnlyList<string>> List() => new(MemoryFolder.List(_folder.Path));

    protected override ValueTask Drop(string collection)
    {
        MemoryFolder.Drop(_folder.Path, collection);
        return default;
    }
}
