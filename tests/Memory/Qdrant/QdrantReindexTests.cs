using Rag.Memory.Qdrant;
using Rag.Memory.Tests.Embedded;

namespace Rag.Memory.Tests.Qdrant;

public sealed class QdrantReindexTests : IDisposable
{
    private static readonly EmbeddingSource _old = new("old", 2);
    private static readonly EmbeddingSource _new = new("new", 3);
    private static readonly QdrantOptions _options = new(new Uri("http://qdrant.test:6333"));
    private readonly HttpClient _http = new(new FakeQdrant());

    public QdrantReindexTests()
    {
        var memory = Open(new MemoryOptions { Encoder = _old, Stemming = false });
        for (var i = 0; i < 60; i++) memory.Replace($"{i}", "hash", [.. Enumerable.Range(0, 12).Select(ordinal => Item(i, ordinal))]);
        memory.Commit();
    }

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Every_item_has_an_embedding_of_the_new_encoder_and_searches_have_the_old_until_the_end()
    {
        var searches = 0;
        Run(items =>
        {
            var memory = Open();
            Assert.Equal((_old, 5), (memory.Encoder, memory.Search(new SearchQuery { Vector = new float[] { 1, 2 }, K = 5 }).Count));
            Assert.Equal(["c"], Opened.Done(QdrantMemory.ListAsync(_options, _http)));
            searches++;
            return Embedded(items);
        });
        Assert.InRange(searches, 5, 100);

        await using var memory = Open(new MemoryOptions { Encoder = _new });
        Assert.Equal((720, 720, false), (memory.Count, memory.Statistics().Vectors, memory.Tokenizer.Stemming));
        Assert.Equal("hash", memory.Sources["7"]);
        var item = memory.Find("7", 0)!;
        Assert.Equal(("tulip 7", "Flowers", 3), (item.Text, item.Heading, item.Embedding.Length));
        Assert.Equal("2", memory.Search(new SearchQuery { Vector = Vector(2), K = 1 })[0].Item.Source);
        Assert.Equal(["c"], Opened.Done(QdrantMemory.ListAsync(_options, _http)));
        Run(Embedded, new EmbeddingSource("third", 3)); // and again, from where that left it
        await using var third = Open();
        Assert.Equal(("third", 720), (third.Encoder!.Name, third.Count));
        await QdrantMemory.DropAsync(_options, "c", _http);
        Assert.Empty(Opened.Done(QdrantMemory.ListAsync(_options, _http)));
    }

    [Fact]
    public async Task A_run_that_was_stopped_goes_on_where_it_was()
    {
        var calls = 0;
        Assert.Throws<OperationCanceledException>(() => Run(items => ++calls > 5 ? throw new OperationCanceledException() : Embedded(items)));
        await using (var still = Open()) Assert.Equal((_old, 720), (still.Encoder, still.Statistics().Vectors));
        var embedded = 0;
        Run(items =>
        {
            embedded += items.Count;
            return Embedded(items);
        });
        Assert.Equal(720 - 516, embedded); // one commit of the first run
        await using var memory = Open();
        Assert.Equal((_new, 720), (memory.Encoder, memory.Statistics().Vectors));
    }

    [Fact]
    public async Task What_a_run_for_a_third_encoder_left_is_not_used()
    {
        var calls = 0;
        Assert.Throws<OperationCanceledException>(() => Run(items => ++calls > 5 ? throw new OperationCanceledException() : Embedded(items), new EmbeddingSource("third", 3)));
        Run();
        await using var memory = Open();
        Assert.Equal((_new, 720), (memory.Encoder, memory.Statistics().Vectors));
    }

    [Fact]
    public async Task What_a_writer_commits_meanwhile_is_embedded_too_and_what_it_commits_too_late_is_not_acknowledged()
    {
        await using var writer = Open();
        var first = true;
        Run(items =>
        {
            if (first)
            {
                first = false;
                writer.Replace("fresh", "1", [Item(1, 0) with { Source = "fresh", Text = "a rose" }]);
                writer.Remove("3");
                writer.Upsert([Item(0, 0) with { Text = "changed" }]); // its hash stays
                writer.Commit();
            }
            return Embedded(items);
        });
        await using (var memory = Open())
        {
            Assert.Equal((709, 709), (memory.Count, memory.Statistics().Vectors));
            Assert.Equal(3, memory.Find("fresh", 0)!.Embedding.Length);
            Assert.Equal("changed", memory.Find("0", 0)!.Text);
            Assert.Null(memory.Find("3", 0));
        }
        writer.Replace("late", "1", []);
        Assert.Contains("qdrant.test", Assert.Throws<MemoryException>(writer.Commit).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_stops_when_no_more_is_acknowledged_leaves_the_old_readable_and_goes_on()
    {
        await using var writer = Open();
        await using (var live = Opened.Existing(_options, "c", http: _http)) live.Close();
        Assert.Equal(5, writer.Search("tulip", 5).Count);
        writer.Remove("5");
        Assert.Contains("embedded anew", Assert.Throws<MemoryException>(writer.Commit).Message, StringComparison.Ordinal);
        Run();
        await using var memory = Open();
        Assert.Equal((_new, 708), (memory.Encoder, memory.Count)); // what was not acknowledged may have been done
    }

    [Fact]
    public void A_name_without_an_alias_is_refused_and_left_as_it_is()
    {
        _http.Send(new HttpRequestMessage(HttpMethod.Put, "http://qdrant.test:6333/collections/plain") { Content = new StringContent("{}") }).Dispose();
        Assert.Contains("not made by Rag", Assert.Throws<MemoryException>(() => Run(collection: "plain")).Message, StringComparison.Ordinal);
        Assert.Equal(["c", "plain"], Opened.Done(QdrantMemory.ListAsync(_options, _http)));
    }

    private static Item Item(int number, int ordinal) => new() { Source = $"{number}", Ordinal = ordinal, Text = $"tulip {number}", Heading = "Flowers", Embedding = new float[] { 1, number } };

    private static Item[] Embedded(IReadOnlyList<Item> items) =>
        [.. items.Select(item => item with { Embedding = Vector(int.TryParse(item.Source, out var number) ? number : 0) })];

    private static float[] Vector(int number) => [1, number, 2];

    private QdrantMemory Open(MemoryOptions? memory = null) => Opened.New(_options, "c", memory, _http);

    private void Run(
        Func<IReadOnlyList<Item>, IReadOnlyList<Item>>? embed = null, EmbeddingSource? encoder = null, string collection = "c") =>
        Reindex.RunAsync(
            _options, collection, new MemoryOptions { Encoder = encoder ?? _new }, (items, _) => new((embed ?? Embedded)(items)), http: _http)
            .GetAwaiter().GetResult();
}
