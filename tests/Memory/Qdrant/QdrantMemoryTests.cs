using System.Net;
using Rag.Memory.Qdrant;
using Rag.Memory.Tests.Embedded;

namespace Rag.Memory.Tests.Qdrant;

public sealed class QdrantMemoryTests
{
    private static readonly QdrantOptions _options = new(new Uri("http://qdrant.test:6333/"))
    {
        ApiKey = "secret",
        Retries = 3,
        Backoff = TimeSpan.FromMilliseconds(100),
    };

    [Fact]
    public void A_collection_is_created_with_shards_copies_graph_and_indexes()
    {
        using var server = new FakeQdrant();
        using var http = new HttpClient(server);
        var options = _options with { Shards = 6, Replicas = 2, IndexedMetadata = ["year"] };
        Opened.New(options, "c", new MemoryOptions { Encoder = new EmbeddingSource("e", 4), Graph = new GraphOptions { M = 24 } }, http).Dispose();
        CheckCreated(server);
    }

    [Fact]
    public async Task Items_go_in_batches_and_the_hash_goes_last()
    {
        using var server = new FakeQdrant();
        using var http = new HttpClient(server);
        await using var memory = Opened.New(_options with { BatchSize = 10 }, "c", http: http);
        server.Requests.Clear();
        memory.Replace("a", "1", Items.Of("a", [.. Enumerable.Range(0, 25).Select(i => $"text {i}")]));
        memory.Commit();
        const string Put = "PUT /collections/c%401/points?wait=true", Delete = "POST /collections/c%401/points/delete?wait=true";
        Assert.Equal([Put, Put, Put, Delete, Put, "POST /collections/c%401/points"], server.Requests); // the last asks whether the collection is closed
        Assert.Equal(25, memory.Count);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(null)] // down
    public void A_server_that_is_busy_or_down_is_asked_again_with_growing_waits(HttpStatusCode? failure)
    {
        var time = new InstantTime();
        using var inner = new FakeQdrant();
        var failures = 0;
        using var http = new HttpClient(new Faulty(inner, _ => failures++ < 3 ? failure is { } code ? new HttpResponseMessage(code) : throw new HttpRequestException("refused") : null));
        Opened.New(_options, "c", http: http, time: time).Dispose();
        Assert.Equal([100, 200, 400], time.Waits.Select(wait => wait.TotalMilliseconds));
    }

    [Fact]
    public void The_wait_that_the_server_asks_for_is_kept()
    {
        var time = new InstantTime();
        using var inner = new FakeQdrant();
        var failures = 0;
        using var http = new HttpClient(new Faulty(inner, _ =>
        {
            if (failures++ > 0) return null;
            var answer = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
            answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(7));
            return answer;
        }));
        Opened.New(_options, "c", http: http, time: time).Dispose();
        Assert.Equal(7, Assert.Single(time.Waits).TotalSeconds);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadGateway, "<html>a proxy's page</html>", "502 <html>", 4)]
    [InlineData(HttpStatusCode.Forbidden, "{\"status\":{\"error\":\"Invalid API key\"}}", "403 Invalid API key", 1)]
    [InlineData(HttpStatusCode.OK, "garbage \n in lines", "not Qdrant's: garbage   in lines", 1)]
    [InlineData(HttpStatusCode.OK, "{\"result\":null}", "not Qdrant's", 1)]
    [InlineData(HttpStatusCode.OK, "{\"result\":[{\"id\":1,\"payload\":{}}]}", "did not write", 1)]
    [InlineData(HttpStatusCode.OK, "{\"result\":[{\"id\":1}]}", "not made by Rag", 1)]
    [InlineData(HttpStatusCode.OK, "{\"result\":7}", "did not write", 1)]
    [InlineData(HttpStatusCode.OK, "[]", "not Qdrant's", 1)]
    public void Any_other_answer_is_one_line_that_says_what_and_where(HttpStatusCode code, string answer, string reason, int tries)
    {
        var requests = 0;
        using var inner = new FakeQdrant();
        using var http = new HttpClient(new Faulty(inner, request =>
        {
            if (request.RequestUri!.AbsolutePath == "/aliases") return null;
            requests++;
            return new HttpResponseMessage(code) { Content = new StringContent(answer) };
        }));
        var failure = Assert.Throws<MemoryException>(() => Opened.New(_options, "c", http: http, time: new InstantTime()));
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.Contains("qdrant.test:6333", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
        Assert.Equal(tries, requests);
    }

    [Fact]
    public void A_server_that_does_not_answer_in_time_is_given_up_by_name()
    {
        using var inner = new FakeQdrant();
        using var http = new HttpClient(new Faulty(inner, _ => throw new TaskCanceledException()));
        var failure = Assert.Throws<MemoryException>(() => Opened.Existing(_options, "c", http: http, time: new InstantTime()));
        Assert.Contains("does not answer within", failure.Message, StringComparison.Ordinal);
        Assert.Contains("4 tries", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_commit_that_fails_stays_staged_and_can_be_repeated()
    {
        using var inner = new FakeQdrant();
        var working = true;
        using var http = new HttpClient(new Faulty(inner, _ => working ? null : new HttpResponseMessage(HttpStatusCode.InsufficientStorage)));
        await using var memory = Opened.New(_options, "c", http: http, time: new InstantTime());
        memory.Replace("a", "1", Items.Of("a", "tulip"));
        working = false;
        Assert.Throws<MemoryException>(memory.Commit);
        working = true;
        Assert.Empty(memory.Sources);
        memory.Commit();
        Assert.Equal("a#0", Assert.Single(memory.Search(new SearchQuery { Words = "tulip" })).Item.Id);
    }

    [Fact]
    public void The_key_goes_with_every_request()
    {
        var keys = new List<string>();
        using var inner = new FakeQdrant();
        using var http = new HttpClient(new Faulty(inner, _ => null) { See = request => keys.Add(request.Headers.GetValues("api-key").Single()) });
        Opened.New(_options, "c", http: http).Dispose();
        Assert.True(keys.Count > 3);
        Assert.All(keys, key => Assert.Equal("secret", key));
        Assert.Throws<MemoryException>(() => Opened.Existing(_options, "missing", http: http));
    }

    /// <summary>Checks what <see cref="A_collection_is_created_with_shards_copies_graph_and_indexes"/> made, whichever way it came.</summary>
    internal static void CheckCreated(FakeQdrant server)
    {
        var config = server.Config("c");
        Assert.Equal((6, 2), ((int)config["shard_number"]!, (int)config["replication_factor"]!));
        Assert.Equal((4, 24), ((int)config["vectors"]!["dense"]!["size"]!, (int)config["vectors"]!["dense"]!["hnsw_config"]!["m"]!));
        Assert.Equal("idf", (string)config["sparse_vectors"]!["words"]!["modifier"]!);
        Assert.Superset(new HashSet<string> { "source", "modality", "time", "kind", "metadata.\"year\"", "numbers.\"year\"" }, server.Indexes("c").ToHashSet());
    }

    /// <summary>Answers itself, or lets the request through.</summary>
    private sealed class Faulty(HttpMessageHandler inner, Func<HttpRequestMessage, HttpResponseMessage?> answer) : DelegatingHandler(inner)
    {
        public Action<HttpRequestMessage>? See { get; init; }

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            See?.Invoke(request);
            return answer(request) ?? base.Send(request, cancellationToken);
        }
    }
}
