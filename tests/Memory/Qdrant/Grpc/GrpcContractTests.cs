using Rag.Memory.Qdrant;
using Rag.Memory.Qdrant.Grpc;

namespace Rag.Memory.Tests.Qdrant.Grpc;

/// <summary>The contract over gRPC, against a stand-in for Qdrant, or the server at <c>QDRANT_URL</c> where that is set.</summary>
public sealed class GrpcContractTests : MemoryContract, IDisposable
{
    private static readonly string? _live = Environment.GetEnvironmentVariable("QDRANT_URL");
    private readonly QdrantOptions _options = new(new Uri(_live ?? "http://qdrant.test:6333"))
    {
        ApiKey = Environment.GetEnvironmentVariable("QDRANT_API_KEY"),
        BatchSize = 3,
        IndexedMetadata = ["lang.uage", "year"],
    };

    private readonly FakeGrpc _server = new(new FakeQdrant());

    public void Dispose() => _server.Dispose();

    protected override ValueTask<IMemory> Open(string collection = "default", MemoryOptions? options = null) =>
        new(QdrantMemory.Open(Transport(), _options, collection, options ?? Options));

    protected override ValueTask<IReadOnlyList<string>> List() => new(Collections().Names());

    protected override ValueTask Drop(string collection)
    {
        Collections().Drop(collection);
        return default;
    }

    protected override async Task ClearAsync()
    {
        if (_live is null) return;
        foreach (var collection in (await List()).Intersect(["default", "spaces", "first", "第二"])) await Drop(collection);
    }

    private QdrantCollections Collections() => new(new QdrantConnection(Transport(), _options, TimeProvider.System), _options);

    private GrpcTransport Transport() => _live is null ? new GrpcTransport(_options, _server) : new GrpcTransport(_options);
}
