using Qdrant.Client.Grpc;
using Rag.Memory.Qdrant;
using Xunit.Abstractions;

namespace Rag.Memory.Tests.Qdrant;

/// <summary>Nothing is asked of a server that costs as much as the collection is large.</summary>
[Collection(ManagedHeap.Name)]
public sealed class QdrantScaleTests(ITestOutputHelper output) : IAsyncLifetime
{
    private FakeQdrant _fake = null!;
    private QdrantOptions _options = null!;

    public async Task InitializeAsync()
    {
        _fake = await FakeQdrant.StartAsync();
        _options = new QdrantOptions(_fake.Url);
    }

    public async Task DisposeAsync() => await _fake.DisposeAsync();

    // A million items in the stand-in take 4 GB and minutes: RAG_SCALE=100 asks for them.
    private static readonly int _scale = int.TryParse(Environment.GetEnvironmentVariable("RAG_SCALE"), out var scale) ? scale : 1;

    [Fact]
    public Task A_question_takes_few_requests_and_small_answers() => Ask(sources: 2_000 * _scale, each: _scale == 1 ? 3 : 5);

    [Fact]
    public Task Batches_are_in_flight_together_and_a_commit_holds_no_more_than_they() => Ingest(items: 10_000 * Math.Min(10, _scale));

    [Fact]
    public async Task Small_sources_do_not_each_wait()
    {
        await using var memory = await QdrantMemory.OpenAsync(_options);
        _fake.Calls.Clear();
        _fake.Slowness = (_, _) => Task.Delay(TimeSpan.FromMilliseconds(1));
        await Fill(memory, 1_002);
        Assert.Equal(1_002, await memory.CountAsync());
        Assert.InRange(_fake.Calls.Count, 1, 40);
        Assert.All(_fake.Calls.Select(call => call.Request).OfType<UpsertPoints>().Where(upsert => upsert.Points[0].Payload["kind"].StringValue == "item"), upsert => Assert.False(upsert.Wait));
    }

    private async Task Ask(int sources, int each)
    {
        _fake.Remembers = false;
        await using (var filler = await QdrantMemory.OpenAsync(_options))
        {
            for (var first = 0; first < sources; first += 1_000)
            {
                for (var i = first; i < Math.Min(sources, first + 1_000); i++)
                    await filler.ReplaceAsync($"/docs/{i}.txt", $"{i}", Items.Of($"/docs/{i}.txt", [.. Enumerable.Range(0, each).Select(o => Text(i, o))]));
                await filler.CommitAsync();
            }
        }
        _fake.Remembers = true;
        await using var memory = await QdrantMemory.OpenExistingAsync(_options);
        Assert.Equal("7", await memory.HashOfAsync("/docs/7.txt"));
        string[] words = [.. memory.Tokenizer.Tokenize($"tide gauge harbour {sources / 2}").Select(word => word.Text)];
        var statistics = await memory.WordStatisticsAsync(words);
        var hits = await memory.SearchAsync($"Where is the tide gauge of harbour {sources / 2}?", 10);
        Assert.Equal(10, (await memory.SearchAsync(new SearchQuery { Words = "\"tide gauge\"", K = 10 })).Count);

        Assert.Equal((sources * each, sources * each), (statistics.Items, statistics.Holders[words[1]]));
        Assert.InRange(statistics.Holders[words[3]], each, each + 1);
        Assert.Equal($"/docs/{sources / 2}.txt", hits[0].Item.Source);
        output.WriteLine($"{sources * each:N0} items: {_fake.Calls.Count} requests, the largest answer {_fake.Calls.Max(call => call.AnswerBytes):N0} bytes");
        Assert.InRange(_fake.Calls.Count, 1, 12);
        Assert.All(_fake.Calls, call => Assert.InRange(call.AnswerBytes, 0, 1_000_000));
    }

    private async Task Ingest(int items)
    {
        await using var memory = await QdrantMemory.OpenAsync(_options with { BatchSize = 200 });
        _fake.Calls.Clear();
        _fake.Remembers = false;
        _fake.DiscardsItems = true;
        _fake.Slowness = (method, _) => method == "Points/Upsert" ? Task.Delay(TimeSpan.FromMilliseconds(5)) : Task.CompletedTask;
        var heap = new List<long>();
        for (var first = 0; first < items; first += 5_000)
        {
            for (var i = first / 100; i < (first + 5_000) / 100; i++)
                await memory.ReplaceAsync($"{i}", "1", Items.Of($"{i}", [.. Enumerable.Range(0, 100).Select(o => Text(i, o))]));
            await memory.CommitAsync();
            heap.Add(GC.GetTotalMemory(forceFullCollection: true));
        }
        output.WriteLine($"{items:N0} items: {_fake.MostInFlight} requests in flight; {heap[0]:N0} bytes on the heap after the first commit, {heap[^1]:N0} after the last");
        Assert.Equal(items, _fake.Discarded);
        Assert.InRange(heap[^1], 0, heap[0] + (16 << 20));
        Assert.InRange(_fake.MostInFlight, 4, 8);
    }

    private static async Task Fill(QdrantMemory memory, int sources)
    {
        for (var i = 0; i < sources; i++) await memory.ReplaceAsync($"/docs/{i}.txt", $"{i}", Items.Of($"/docs/{i}.txt", Text(i, 0)));
        await memory.CommitAsync();
    }

    private static string Text(int source, int ordinal) => $"The tide gauge of harbour {source} stands at pier {ordinal}, beside the old lamp.";
}
