using Rag.Memory.Qdrant;

namespace Rag.Memory.Tests.Qdrant;

/// <summary>The contract against a stand-in for Qdrant, or against the server at <c>QDRANT_URL</c> where that is set.</summary>
public sealed class QdrantContractTests : MemoryContract
{
    private readonly HttpClient _http;
    private readonly QdrantOptions _options;

    public QdrantContractTests()
    {
        var live = Environment.GetEnvironmentVariable("QDRANT_URL");
        _http = live is null ? new HttpClient(new FakeQdrant()) : new HttpClient();
        _options = new QdrantOptions(new Uri(live ?? "http://qdrant.test:6333"))
        {
            ApiKey = Environment.GetEnvironmentVariable("QDRANT_API_KEY"),
            BatchSize = 3,
            IndexedMetadata = ["lang.uage", "year"],
        };
        if (live is not null) Clear();
    }

    public override void Dispose()
    {
        if (Environment.GetEnvironmentVariable("QDRANT_URL") is not null) Clear();
        _http.Dispose();
    }

    protected override IMemory Open(string collection = "default", MemoryOptions? options = null) =>
        QdrantMemory.Open(_options, collection, options ?? Options, _http);

    protected override IReadOnlyList<string> List() => QdrantMemory.List(_options, _http);

    protected override void Drop(string collection) => QdrantMemory.Drop(_options, collection, _http);

    private void Clear()
    {
        foreach (var collection in List().Intersect(["default", "spaces", "first", "第二"])) Drop(collection);
    }
}
