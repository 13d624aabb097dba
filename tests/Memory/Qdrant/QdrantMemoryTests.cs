using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Qdrant.Client.Grpc;
using Rag.Memory.Filters;
using Rag.Memory.Qdrant;

namespace Rag.Memory.Tests.Qdrant;

public sealed class QdrantMemoryTests : IAsyncLifetime
{
    private readonly InstantTime _time = new();
    private FakeQdrant _fake = null!;
    private QdrantOptions _options = null!;

    public async Task InitializeAsync()
    {
        _fake = await FakeQdrant.StartAsync("secret");
        _options = new QdrantOptions(_fake.Url) { ApiKey = "secret" };
    }

    public async Task DisposeAsync() => await _fake.DisposeAsync();

    [Fact]
    public async Task A_collection_is_created_with_shards_copies_graph_and_indexes_and_nothing_is_sent_where_the_servers_default_is_meant()
    {
        var options = _options with { Shards = 6, Replicas = 2, WriteConsistency = 2, ReadConsistency = 2, IndexedMetadata = ["year"] };
        var memory = new MemoryOptions { Encoder = new EmbeddingSource("e", 4), Graph = new GraphOptions { M = 24 } };
        await using (var one = await QdrantMemory.OpenAsync(options, "c", memory))
        {
            await one.CountAsync();
            Assert.Equal(2ul, ((CountPoints)_fake.Calls.Last().Request).ReadConsistency.Factor);
        }
        var made = _fake.Collections["c"].Configuration;
        Assert.Equal((6u, 2u, 2u), (made.ShardNumber, made.ReplicationFactor, made.WriteConsistencyFactor));
        Assert.Equal((4ul, 24ul), (made.VectorsConfig.ParamsMap.Map["dense"].Size, made.VectorsConfig.ParamsMap.Map["dense"].HnswConfig.M));
        Assert.Equal(Modifier.Idf, made.SparseVectorsConfig.Map["words"].Modifier);
        Assert.Superset(new HashSet<string> { "source", "modality", "time", "kind", "metadata.\"year\"", "numbers.\"year\"" }, _fake.Collections["c"].Indexes);

        await using var plain = await QdrantMemory.OpenAsync(_options, "plain");
        var simple = _fake.Collections["plain"].Configuration;
        Assert.False(simple.HasShardNumber || simple.HasReplicationFactor || simple.HasWriteConsistencyFactor);
    }

    [Theory]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.ResourceExhausted)]
    [InlineData(StatusCode.DeadlineExceeded)]
    public async Task A_server_that_is_down_busy_or_slow_is_asked_again_with_growing_waits(StatusCode failure)
    {
        var failures = 0;
        _fake.Fault = (_, _) => failures++ < 7 ? new Status(failure, "because\nit is so") : null;
        await using var memory = await QdrantMemory.OpenAsync(_options, "c", time: _time);
        Assert.Equal([250, 500, 1000, 2000, 4000, 5000, 5000], _time.Waits.Select(wait => wait.TotalMilliseconds));
    }

    [Fact]
    public async Task It_is_given_up_after_thirty_seconds_of_waiting_in_one_line()
    {
        _fake.Fault = (_, _) => new Status(StatusCode.Unavailable, "because\nit is so");
        var failure = await Assert.ThrowsAsync<MemoryException>(async () => await QdrantMemory.OpenAsync(_options, "c", time: _time));
        Assert.InRange(_time.Waits.Sum(wait => wait.TotalSeconds), 30, 35);
        Assert.Contains(_fake.Url.Authority, failure.Message, StringComparison.Ordinal);
        Assert.Contains("because it is so", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Theory]
    [InlineData(StatusCode.InvalidArgument)]
    [InlineData(StatusCode.PermissionDenied)]
    [InlineData(StatusCode.Internal)]
    public async Task What_would_not_go_better_another_time_is_not_repeated(StatusCode status)
    {
        _fake.Fault = (_, _) => new Status(status, "because\nit is so");
        var failure = await Assert.ThrowsAsync<MemoryException>(async () => await QdrantMemory.OpenAsync(_options, "c", time: _time));
        Assert.Empty(_time.Waits);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_key_is_refused_in_a_line()
    {
        var failure = await Assert.ThrowsAsync<MemoryException>(async () => await QdrantMemory.OpenAsync(_options with { ApiKey = "not-this-one" }));
        Assert.Contains("QDRANT_API_KEY", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-this-one", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_where_no_gRPC_is_spoken_is_named_with_its_neighbour()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        await using var rest = builder.Build();
        await rest.StartAsync();
        var url = new Uri(rest.Urls.Single());
        var failure = await Assert.ThrowsAsync<MemoryException>(async () => await QdrantMemory.OpenAsync(new QdrantOptions(url), time: _time));
        Assert.Contains($"no gRPC is spoken at port {url.Port}", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"{url.Port + 1}", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_time.Waits);
    }

    [Theory]
    [InlineData("http://localhost", "http://localhost:6334/")]
    [InlineData("http://localhost:6333", "http://localhost:6334/")]
    [InlineData("https://cluster.example:6333", "https://cluster.example:6334/")]
    [InlineData("https://cluster.example:443", "https://cluster.example/")]
    [InlineData("http://localhost:7000", "http://localhost:7000/")]
    public void gRPC_is_looked_for_at_its_own_port(string url, string expected) => Assert.Equal(expected, new QdrantOptions(new Uri(url)).Address.AbsoluteUri);

    [Fact]
    public async Task A_server_before_1_19_pages_sources_below_a_folder_and_says_what_it_cannot_filter_by()
    {
        _fake.Version = "1.18.0";
        await using var memory = await QdrantMemory.OpenAsync(_options, "c");
        foreach (var name in (string[])["/a/1", "/a/2", "/b/1"]) await memory.ReplaceAsync(name, "h", Items.Of(name, "tulip"));
        await memory.CommitAsync();
        Assert.Equal(["/a/1", "/a/2"], (await memory.SourcesAsync("/a/").ToListAsync()).Select(source => source.Name).Order());
        Assert.Equal(["/a/2"], (await memory.SourcesAsync("/a/2").ToListAsync()).Select(source => source.Name));
        var failure = await Assert.ThrowsAsync<MemoryException>(async () => await memory.SearchAsync(new SearchQuery { Words = "tulip", Filter = new StartsWith(Field.Source, "/a/") }));
        Assert.Contains("1.19", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_formulas_fuses_by_ranks_and_the_statistics_say_so()
    {
        _fake.Version = "1.13.2";
        await using var memory = await QdrantMemory.OpenAsync(_options, "c", new MemoryOptions { Encoder = new EmbeddingSource("e", 2) });
        await memory.ReplaceAsync("a", "1", [new Item { Source = "a", Ordinal = 0, Text = "tulip", Embedding = new float[] { 1, 0 } }]);
        await memory.CommitAsync();
        var hit = Assert.Single(await memory.SearchAsync(new SearchQuery { Words = "tulip", Vector = new float[] { 1, 0 } }));
        Assert.Equal(2 / 61.0, hit.Score, 1e-4);
        Assert.Equal("reciprocal rank", (await memory.StatisticsAsync()).Fusion);
        Assert.Single(_fake.Methods, method => method is "Points/Query" or "Points/QueryBatch");
    }

    [Fact]
    public async Task A_hybrid_search_is_one_query_and_says_both_scores()
    {
        await using var memory = await QdrantMemory.OpenAsync(_options, "c", new MemoryOptions { Encoder = new EmbeddingSource("e", 2) });
        await memory.ReplaceAsync("a", "1", [.. Enumerable.Range(0, 300).Select(i => new Item { Source = "a", Ordinal = i, Text = i == 299 ? "a rare tulip" : "a rose", Embedding = new float[] { 1, i } })]);
        await memory.CommitAsync();
        _fake.Calls.Clear();
        var hits = await memory.SearchAsync(new SearchQuery { Words = "tulip", Vector = new float[] { 1, 0 }, K = 200 });
        Assert.Equal(["Points/Query"], _fake.Methods);
        Assert.Equal("a#0", hits[0].Item.Id);
        var worded = hits.Single(hit => hit.Words > 0); // which is no neighbour: only its words brought it
        Assert.Equal(("a#299", 1), (worded.Item.Id, Math.Round(worded.Words!.Value / (await memory.SearchAsync("tulip", 1))[0].Score, 1)));
        Assert.All(hits, hit => Assert.Equal(hit.Words!.Value + 30 * hit.Cosine!.Value, hit.Score, 1e-3));
    }

    [Fact]
    public async Task The_average_length_is_measured_while_items_come_and_kept()
    {
        await using (var memory = await QdrantMemory.OpenAsync(_options, "c"))
        {
            await memory.ReplaceAsync("a", "1", Items.Of("a", "one two three four", "one two"));
            await memory.CommitAsync();
        }
        await using var reopened = await QdrantMemory.OpenAsync(_options, "c");
        await reopened.ReplaceAsync("b", "1", Items.Of("b", "one two three"));
        await reopened.CommitAsync();
        var settings = _fake.Collections["c"].Points.Single(point => point.Payload["kind"].StringValue == "collection");
        Assert.Equal((3, 9), (settings.Payload["items"].IntegerValue, settings.Payload["item_words"].IntegerValue));
        var item = _fake.Collections["c"].Points.Single(point => point.Payload["kind"].StringValue == "item" && point.Payload["source"].StringValue == "b");
        var weight = item.Vectors.Vectors_.Vectors["words"].Sparse.Values[0];
        Assert.Equal(1, weight, 1e-6); // of average length: (k1 + 1) / (1 + k1)
    }

    [Fact]
    public async Task A_commit_that_fails_stays_staged_and_can_be_repeated_wherever_it_was_stopped()
    {
        await using var memory = await QdrantMemory.OpenAsync(_options, "c", time: _time);
        await memory.ReplaceAsync("a", "1", Items.Of("a", "an old tulip", "another"));
        await memory.CommitAsync();
        for (var stop = 0; stop < 20; stop++)
        {
            var calls = 0;
            _fake.Fault = (_, _) => calls++ == stop ? new Status(StatusCode.InvalidArgument, "stopped") : null;
            await memory.ReplaceAsync("a", $"{stop}", Items.Of("a", $"tulip {stop}"));
            try
            {
                await memory.CommitAsync();
                break;
            }
            catch (MemoryException)
            {
                _fake.Fault = (_, _) => null;
                await memory.CommitAsync();
            }
            Assert.Equal([$"tulip {stop}"], (await memory.ScanAsync().ToListAsync()).Select(item => item.Text));
            Assert.Equal($"{stop}", await memory.HashOfAsync("a"));
        }
    }

    [Fact]
    public async Task A_leader_that_is_lost_in_a_commit_loses_nothing()
    {
        await using var memory = await QdrantMemory.OpenAsync(_options with { BatchSize = 10 }, "c", time: _time);
        for (var i = 0; i < 20; i++) await memory.ReplaceAsync($"{i}", "1", Items.Of($"{i}", [.. Enumerable.Range(0, 7).Select(o => $"tulip {i} {o}")]));
        var calls = 0;
        _fake.Fault = (_, _) => Interlocked.Increment(ref calls) is > 5 and < 15
            ? new Status(StatusCode.Internal, "1 of 1 write operations failed: Tonic status error: Unavailable") : null;
        await memory.CommitAsync();
        Assert.Equal((140, 20), (await memory.CountAsync(), await memory.CountSourcesAsync()));
        Assert.NotEmpty(_time.Waits);
    }

    [Fact]
    public async Task Of_two_writers_of_one_source_the_last_wins_whole_and_leaves_no_ghost_of_the_other()
    {
        await using var one = await QdrantMemory.OpenAsync(_options with { BatchSize = 2 }, "c");
        await using var other = await QdrantMemory.OpenAsync(_options with { BatchSize = 2 }, "c");
        for (var round = 0; round < 10; round++)
        {
            await one.ReplaceAsync("a", "one", Items.Of("a", [.. Enumerable.Range(0, 9).Select(i => $"one {i}")]));
            await other.ReplaceAsync("a", "other", Items.Of("a", [.. Enumerable.Range(0, 5).Select(i => $"other {i}")]));
            await Task.WhenAll(one.CommitAsync().AsTask(), other.CommitAsync().AsTask());
            var hash = await one.HashOfAsync("a");
            var texts = (await one.ScanAsync().ToListAsync()).Select(item => item.Text).Order();
            Assert.Equal(Enumerable.Range(0, hash == "one" ? 9 : 5).Select(i => $"{hash} {i}"), texts);
        }
    }

    [Fact]
    public async Task A_writer_that_comes_too_late_for_a_source_removed_since_leaves_nothing()
    {
        await using var late = await QdrantMemory.OpenAsync(_options, "c");
        await using var other = await QdrantMemory.OpenAsync(_options, "c");
        await late.ReplaceAsync("a", "1", Items.Of("a", "tulip"));
        var removed = false;
        _fake.Slowness = async (method, request) =>
        {
            if (removed || method != "Points/Upsert" || ((UpsertPoints)request).Points[0].Payload["kind"].StringValue != "source") return;
            removed = true; // between the late writer's items and its source
            await other.RemoveAsync("a");
            await other.CommitAsync();
        };
        await late.CommitAsync();
        Assert.Equal((0, 0), (await late.CountAsync(), await late.CountSourcesAsync()));
    }

    [Fact]
    public async Task Two_that_create_a_collection_at_once_both_have_it()
    {
        for (var round = 0; round < 5; round++)
        {
            var name = $"c{round}";
            var both = await Task.WhenAll(QdrantMemory.OpenAsync(_options, name).AsTask(), QdrantMemory.OpenAsync(_options, name).AsTask());
            foreach (var (i, memory) in both.Index())
            {
                await memory.ReplaceAsync($"{i}", "1", Items.Of($"{i}", "tulip"));
                await memory.CommitAsync();
            }
            Assert.Equal(2, await both[0].CountAsync());
            foreach (var memory in both) await memory.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_collection_of_anothers_making_is_refused_and_left_as_it_is()
    {
        _fake.Collections.Create(new CreateCollection { CollectionName = "plain" });
        var failure = await Assert.ThrowsAsync<MemoryException>(async () => await QdrantMemory.OpenAsync(_options, "plain"));
        Assert.Contains("not made by Rag", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_fake.Collections["plain"].Indexes);
    }

    [Fact]
    public async Task Points_that_are_none_of_ours_are_named()
    {
        await using var memory = await QdrantMemory.OpenAsync(_options, "c");
        await memory.ReplaceAsync("a", "1", Items.Of("a", "tulip"));
        await memory.CommitAsync();
        foreach (var point in _fake.Collections["c"].Points) point.Payload.Remove("text");
        var failure = await Assert.ThrowsAsync<MemoryException>(async () => await memory.SearchAsync("tulip", 1));
        Assert.Contains("did not write: 'text' is missing", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_stopped_stops()
    {
        await using var memory = await QdrantMemory.OpenAsync(_options, "c");
        using var stop = new CancellationTokenSource();
        _fake.Slowness = async (_, _) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await memory.SearchAsync("tulip", 1, stop.Token));
    }
}
