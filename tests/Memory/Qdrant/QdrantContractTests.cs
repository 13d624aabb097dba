using Rag.Memory.Qdrant;

namespace Rag.Memory.Tests.Qdrant;

/// <summary>The contract against a stand-in for Qdrant, or against the server at <c>QDRANT_URL</c> where that is set.</summary>
public sealed class QdrantContractTests : MemoryContract, IDisposable
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
    }

    public void Dispose() => _http.Dispose();

    protected override async ValueTask<IMemory> Open(string collection = "default", MemoryOptions? options = null) =>
        await QdrantMemory.OpenAsync(_options, collection, options ?? Options, _http);

    protected override ValueTask<IReadOnlyList<string>> List() => QdrantMemory.ListAsync(_options, _http);

    protected override ValueTask Drop(string collection) => QdrantMemory.DropAsync(_options, collection, _http);

    protected override async Task ClearAsync()
    {
        if (Environment.GetEnvironmentVariable("QDRANT_URL") is null) return;
        foreach (var collection in (await List()).Intersect(["default", "spaces", "first", "第二"])) await Drop(collection);
    }
}
