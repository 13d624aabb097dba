using Rag.Memory.Qdrant;
using Rag.Memory.Reindexing;

namespace Rag.Memory.Tests.Qdrant;

public sealed class QdrantReindexTests : IAsyncLifetime
{
    private static readonly EmbeddingSource _old = new("old", 2);
    private static readonly EmbeddingSource _new = new("new", 3);
    private FakeQdrant _fake = null!;
    private QdrantOptions _options = null!;

    public async Task InitializeAsync()
    {
        _fake = await FakeQdrant.StartAsync();
        _options = new QdrantOptions(_fake.Url);
        await using var memory = await Open(new MemoryOptions { Encoder = _old, Stemming = false });
        for (var i = 0; i < 60; i++) await memory.ReplaceAsync($"{i}", "hash", [.. Enumerable.Range(0, 12).Select(ordinal => Item(i, ordinal))]);
        await memory.CommitAsync();
    }

    public async Task DisposeAsync() => await _fake.DisposeAsync();

    [Fact]
    public async Task Every_item_has_an_embedding_of_the_new_encoder_and_searches_have_the_old_until_the_end()
    {
        var searches = 0;
        await Run(async items =>
        {
            await using var memory = await Open();
            Assert.Equal((_old, 5), (memory.Encoder, (await memory.SearchAsync(new SearchQuery { Vector = new float[] { 1, 2 }, K = 5 })).Count));
            Assert.Equal(["c"], await QdrantMemory.ListAsync(_options));
            searches++;
            return Embedded(items);
        });
        Assert.InRange(searches, 5, 100);

        await using var memory = await Open(new MemoryOptions { Encoder = _new });
        Assert.Equal((720, 720, false), (await memory.CountAsync(), (await memory.StatisticsAsync()).Vectors, memory.Tokenizer.Stemming));
        Assert.Equal("hash", await memory.HashOfAsync("7"));
        var item = (await memory.FindAsync("7", 0))!;
        Assert.Equal(("tulip 7", "Flowers", 3), (item.Text, item.Heading, item.Embedding.Length));
        Assert.Equal("2", (await memory.SearchAsync(new SearchQuery { Vector = Vector(2), K = 1 }))[0].Item.Source);
        Assert.Equal(["c"], await QdrantMemory.ListAsync(_options));
        await Run(encoder: new EmbeddingSource("third", 3)); // and again, from where that left it
        await using var third = await Open();
        Assert.Equal(("third", 720), (third.Encoder!.Name, await third.CountAsync()));
        await QdrantMemory.DropAsync(_options, "c");
        Assert.Empty(await QdrantMemory.ListAsync(_options));
    }

    [Fact]
    public async Task A_run_that_was_stopped_goes_on_where_it_was()
    {
        var calls = 0;
        await Assert.ThrowsAsync<OperationCanceledException>(() => Run(items => ++calls > 5 ? throw new OperationCanceledException() : Task.FromResult(Embedded(items))));
        await using (var still = await Open()) Assert.Equal((_old, 720), (still.Encoder, (await still.StatisticsAsync()).Vectors));
        var embedded = 0;
        await Run(items =>
        {
            embedded += items.Count;
            return Task.FromResult(Embedded(items));
        });
        Assert.Equal(720 - 516, embedded); // one commit of the first run
        await using var memory = await Open();
        Assert.Equal((_new, 720), (memory.Encoder, (await memory.StatisticsAsync()).Vectors));
    }

    [Fact]
    public async Task What_a_run_for_a_third_encoder_left_is_not_used()
    {
        var calls = 0;
        await Assert.ThrowsAsync<OperationCanceledException>(() => Run(
            items => ++calls > 5 ? throw new OperationCanceledException() : Task.FromResult(Embedded(items)), new EmbeddingSource("third", 3)));
        await Run();
        await using var memory = await Open();
        Assert.Equal((_new, 720), (memory.Encoder, (await memory.StatisticsAsync()).Vectors));
    }

    [Fact]
    public async Task What_a_writer_commits_meanwhile_is_embedded_too_and_what_it_commits_too_late_is_not_acknowledged()
    {
        await using var writer = await Open();
        var first = true;
        await Run(async items =>
        {
            if (first)
            {
                first = false;
                await writer.ReplaceAsync("fresh", "1", [Item(1, 0) with { Source = "fresh", Text = "a rose" }]);
                await writer.RemoveAsync("3");
                await writer.UpsertAsync([Item(0, 0) with { Text = "changed" }]); // its hash stays
                await writer.CommitAsync();
            }
            return Embedded(items);
        });
        await using (var memory = await Open())
        {
            Assert.Equal((709, 709), (await memory.CountAsync(), (await memory.StatisticsAsync()).Vectors));
            Assert.Equal(3, (await memory.FindAsync("fresh", 0))!.Embedding.Length);
            Assert.Equal("changed", (await memory.FindAsync("0", 0))!.Text);
            Assert.Null(await memory.FindAsync("3", 0));
        }
        await writer.ReplaceAsync("late", "1", []);
        var failure = await Assert.ThrowsAsync<MemoryException>(async () => await writer.CommitAsync());
        Assert.Contains(_fake.Url.Authority, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_stops_when_no_more_is_acknowledged_leaves_the_old_readable_and_goes_on()
    {
        await using var writer = await Open();
        await using (var live = await QdrantMemory.OpenExistingAsync(_options, "c")) await live.CloseAsync(default);
        Assert.Equal(5, (await writer.SearchAsync("tulip", 5)).Count);
        await writer.RemoveAsync("5");
        var failure = await Assert.ThrowsAsync<MemoryException>(async () => await writer.CommitAsync());
        Assert.Contains("embedded anew", failure.Message, StringComparison.Ordinal);
        await Run();
        await using var memory = await Open();
        Assert.Equal((_new, 720), (memory.Encoder, await memory.CountAsync()));
    }

    private static Item Item(int number, int ordinal) =>
        new() { Source = $"{number}", Ordinal = ordinal, Text = $"tulip {number}", Heading = "Flowers", Embedding = new float[] { 1, number } };

    private static IReadOnlyList<Item> Embedded(IReadOnlyList<Item> items) =>
        [.. items.Select(item => item with { Embedding = Vector(int.TryParse(item.Source, out var number) ? number : 0) })];

    private static float[] Vector(int number) => [1, number, 2];

    private ValueTask<QdrantMemory> Open(MemoryOptions? memory = null) => QdrantMemory.OpenAsync(_options, "c", memory);

    private Task Run(Func<IReadOnlyList<Item>, Task<IReadOnlyList<Item>>>? embed = null, EmbeddingSource? encoder = null) =>
        Reindex.RunAsync(
            _options, "c", new MemoryOptions { Encoder = encoder ?? _new },
            async (items, _) => embed is null ? Embedded(items) : await embed(items));
}
