using Rag.Memory.Qdrant;
using Rag.Memory.Qdrant.Grpc;
using Rag.Memory.Tests.Embedded;
using global::Grpc.Core;

namespace Rag.Memory.Tests.Qdrant.Grpc;

public sealed class GrpcTransportTests
{
    private static readonly QdrantOptions _options = new(new Uri("http://qdrant.test:6333")) { ApiKey = "secret", Retries = 3, Backoff = TimeSpan.FromMilliseconds(100) };

    [Fact]
    public void A_collection_is_created_with_shards_copies_graph_and_indexes()
    {
        using var server = new FakeQdrant();
        using var grpc = new FakeGrpc(server);
        Open(grpc, _options with { Shards = 6, Replicas = 2, IndexedMetadata = ["year"] }).Dispose();
        QdrantMemoryTests.CheckCreated(server);
    }

    [Fact]
    public void The_key_and_a_deadline_go_with_every_call()
    {
        var calls = 0;
        using var server = new FakeQdrant();
        using var grpc = new FakeGrpc(server)
        {
            See = (_, options) =>
            {
                calls++;
                Assert.Equal("secret", options.Headers!.GetValue("api-key"));
                Assert.NotNull(options.Deadline);
            },
        };
        Open(grpc).Dispose();
        Assert.True(calls > 5);
    }

    [Theory]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.ResourceExhausted)]
    [InlineData(StatusCode.DeadlineExceeded)]
    [InlineData(StatusCode.Internal)]
    public void A_server_that_is_down_busy_or_slow_is_asked_again_with_growing_waits(StatusCode failure)
    {
        var time = new InstantTime();
        using var server = new FakeQdrant();
        var failures = 0;
        using var grpc = new FakeGrpc(server) { See = (_, _) => Fail(failures++ < 3, failure) };
        Open(grpc, time: time).Dispose();
        Assert.Equal([100, 200, 400], time.Waits.Select(wait => wait.TotalMilliseconds));
    }

    [Fact]
    public void The_wait_that_the_server_asks_for_is_kept()
    {
        var time = new InstantTime();
        using var server = new FakeQdrant();
        var failures = 0;
        using var grpc = new FakeGrpc(server) { See = (_, _) => Fail(failures++ == 0, StatusCode.ResourceExhausted, new Metadata { { "retry-after", "7" } }) };
        Open(grpc, time: time).Dispose();
        Assert.Equal(7, Assert.Single(time.Waits).TotalSeconds);
    }

    [Theory]
    [InlineData(StatusCode.Unauthenticated, 1)]
    [InlineData(StatusCode.InvalidArgument, 1)]
    [InlineData(StatusCode.Unavailable, 4)]
    public void Any_other_answer_is_one_line_that_says_what_and_where(StatusCode status, int tries)
    {
        var calls = 0;
        using var server = new FakeQdrant();
        using var grpc = new FakeGrpc(server) { See = (_, _) => Fail(++calls > 0, status) };
        var failure = Assert.Throws<MemoryException>(() => Open(grpc, time: new InstantTime()));
        Assert.Contains("qdrant.test:6333", failure.Message, StringComparison.Ordinal);
        Assert.Contains("because it is so", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
        Assert.Equal(tries, calls);
    }

    [Fact]
    public void A_server_that_is_not_there_is_named()
    {
        var options = new QdrantOptions(new Uri("http://127.0.0.1:1")) { Retries = 0 };
        var failure = Assert.Throws<MemoryException>(() => Opened.New(options, "default")); // a real channel
        Assert.Contains("127.0.0.1:1", failure.Message, StringComparison.Ordinal);
        Assert.Contains("cannot be reached", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://localhost:6333", "http://localhost:6334/")]
    [InlineData("https://cluster.example:6333", "https://cluster.example:6334/")]
    [InlineData("https://cluster.example", "https://cluster.example/")]
    [InlineData("http://localhost:7000", "http://localhost:7000/")]
    public void gRPC_is_looked_for_beside_REST(string url, string expected) => Assert.Equal(expected, GrpcTransport.Address(new Uri(url)).AbsoluteUri);

    private static QdrantMemory Open(FakeGrpc server, QdrantOptions? options = null, TimeProvider? time = null)
    {
        options ??= _options;
        var memory = new MemoryOptions { Encoder = new EmbeddingSource("e", 4), Graph = new GraphOptions { M = 24 } };
        return QdrantMemory.Open(new GrpcTransport(options, server), options, "c", memory, time);
    }

    private static void Fail(bool now, StatusCode status, Metadata? trailers = null)
    {
        if (now) throw new RpcException(new Status(status, "because\nit is so"), trailers ?? []);
    }
}
