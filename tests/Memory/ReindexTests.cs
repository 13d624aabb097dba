using Rag.Memory.Embedded;
using Rag.Memory.Reindexing;
using Rag.Memory.Tests.Embedded;

namespace Rag.Memory.Tests;

public sealed class ReindexTests : IDisposable
{
    private static readonly EmbeddingSource _old = new("old", 2);
    private static readonly EmbeddingSource _new = new("new", 3);
    private readonly TemporaryFolder _folder = new();

    public ReindexTests()
    {
        var store = EmbeddedMemory.Open(_folder.Path, options: new MemoryOptions { Encoder = _old, Stemming = false });
        for (var i = 0; i < 1500; i++)
            store.Replace($"{i}", "hash", [new Item { Source = $"{i}", Ordinal = 0, Text = $"tulip {i}", Heading = "Flowers", Embedding = new float[] { 1, i } }]);
        store.Commit();
        store.Dispose();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_item_has_an_embedding_of_the_new_encoder_and_is_otherwise_as_it_was()
    {
        Run();

        await using var store = EmbeddedMemory.OpenReadOnly(_folder.Path, options: new MemoryOptions { Encoder = _new });
        Assert.Equal(1500, store.Statistics().Vectors);
        Assert.False(store.Tokenizer.Stemming);
        Assert.Equal("hash", store.Sources["7"]);
        var item = store.Find("7", 0)!;
        Assert.Equal(("tulip 7", "Flowers", 3), (item.Text, item.Heading, item.Embedding.Length));
        Assert.Equal("2", store.Search(new SearchQuery { Vector = Vector("2"), K = 1 })[0].Item.Source);
        Assert.Empty(MemoryFolder.Check(_folder.Path));
        Assert.Equal(["default"], MemoryFolder.List(_folder.Path));
        Assert.False(Directory.Exists(_folder[".reindex"]));
    }

    [Fact]
    public async Task A_reader_keeps_the_old_embeddings_until_it_refreshes()
    {
        await using var reader = EmbeddedMemory.OpenReadOnly(_folder.Path);
        await using var strict = EmbeddedMemory.OpenReadOnly(_folder.Path, options: new MemoryOptions { Encoder = _old });
        var searches = 0;
        Run(items =>
        {
            Assert.Equal(5, reader.Search(new SearchQuery { Vector = new float[] { 1, 2 }, K = 5 }).Count);
            var later = EmbeddedMemory.OpenReadOnly(_folder.Path);
            Assert.Equal(_old, later.Encoder);
            later.Dispose();
            searches++;
            return Embedded(items);
        });
        Assert.True(searches > 3);
        Assert.Equal(5, reader.Search(new SearchQuery { Vector = new float[] { 1, 2 }, K = 5 }).Count);

        reader.Refresh();
        Assert.Equal(_new, reader.Encoder);
        Assert.Equal(5, reader.Search(new SearchQuery { Vector = Vector("3"), K = 5 }).Count);
        Assert.Contains("rag reindex", Assert.Throws<MemoryException>(strict.Refresh).Message);
    }

    [Fact]
    public async Task A_run_that_was_stopped_goes_on_where_it_was()
    {
        var calls = 0;
        Assert.Throws<OperationCanceledException>(() => Run(items => ++calls > 6 ? throw new OperationCanceledException() : Embedded(items)));
        await using (var still = EmbeddedMemory.OpenReadOnly(_folder.Path)) Assert.Equal(_old, still.Encoder);

        var embedded = 0;
        Run(items =>
        {
            embedded += items.Count;
            return Embedded(items);
        });
        Assert.Equal(1500 - 512, embedded); // one commit of the first run
        await using var store = EmbeddedMemory.OpenReadOnly(_folder.Path);
        Assert.Equal((_new, 1500), (store.Encoder, store.Statistics().Vectors));
    }

    [Fact]
    public async Task What_a_run_for_a_third_encoder_left_is_not_used()
    {
        var calls = 0;
        Assert.Throws<OperationCanceledException>(() => Run(
            items => ++calls > 6 ? throw new OperationCanceledException() : [.. items.Select(item => item with { Embedding = new float[] { 1, 0, 0, 0 } })],
            new EmbeddingSource("third", 4)));
        Run();
        await using var store = EmbeddedMemory.OpenReadOnly(_folder.Path);
        Assert.Equal((_new, 1500), (store.Encoder, store.Statistics().Vectors));
    }

    [Fact]
    public async Task What_a_writer_commits_meanwhile_is_embedded_too()
    {
        var first = true;
        Run(items =>
        {
            if (first)
            {
                first = false;
                var writer = EmbeddedMemory.Open(_folder.Path);
                writer.Replace("fresh", "1", [new Item { Source = "fresh", Ordinal = 0, Text = "a rose", Embedding = new float[] { 1, 1 } }]);
                writer.Remove("3");
                writer.Upsert([new Item { Source = "0", Ordinal = 0, Text = "changed", Embedding = new float[] { 1, 1 } }]); // its hash stays
                writer.Commit();
                writer.Dispose();
            }
            return Embedded(items);
        });
        await using var store = EmbeddedMemory.OpenReadOnly(_folder.Path);
        Assert.Equal((1500, 1500), (store.Count, store.Statistics().Vectors));
        Assert.Equal(3, store.Find("fresh", 0)!.Embedding.Length);
        Assert.Equal("changed", store.Find("0", 0)!.Text);
        Assert.Null(store.Find("3", 0));
    }

    [Fact]
    public async Task A_writer_that_stays_is_named_and_what_was_embedded_is_kept()
    {
        var embedded = 0;
        await using (EmbeddedMemory.Open(_folder.Path)) Assert.Contains("writer", Assert.Throws<MemoryException>(() => Run()).Message);
        Run(items =>
        {
            embedded += items.Count;
            return Embedded(items);
        });
        Assert.Equal(0, embedded);
    }

    [Fact]
    public async Task A_collection_of_words_gets_embeddings()
    {
        await using (var words = EmbeddedMemory.Open(_folder.Path, "words"))
        {
            words.Replace("a", "1", Items.Of("a", "first tulip", "second tulip"));
            words.Commit();
        }
        Run(collection: "words");
        await using var store = EmbeddedMemory.OpenReadOnly(_folder.Path, "words");
        Assert.Equal(2, store.Statistics().Vectors);
    }

    private void Run(
        Func<IReadOnlyList<Item>, IReadOnlyList<Item>>? embed = null, EmbeddingSource? encoder = null, string collection = "default") =>
        Reindex.RunAsync(
            _folder.Path, collection, new MemoryOptions { Encoder = encoder ?? _new }, (items, _) => new((embed ?? Embedded)(items)))
            .GetAwaiter().GetResult();

    private static Item[] Embedded(IReadOnlyList<Item> items) => [.. items.Select(item => item with { Embedding = Vector(item.Source) })];

    private static float[] Vector(string source) => [1, int.TryParse(source, out var number) ? number : 0, 2];
}
