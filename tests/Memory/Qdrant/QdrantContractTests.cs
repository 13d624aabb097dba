using Rag.Memory.Qdrant;

namespace Rag.Memory.Tests.Qdrant;

/// <summary>The contract against a stand-in for Qdrant, or against the server at <c>QDRANT_URL</c> where that is set.</summary>
public sealed class QdrantContractTests : MemoryContract
{
    private static readonly string? _live = Environment.GetEnvironmentVariable("QDRANT_URL");
    private FakeQdrant? _fake;
    private QdrantOptions _options = null!;

    public override async Task InitializeAsync()
    {
        if (_live is null) _fake = await FakeQdrant.StartAsync();
        _options = new QdrantOptions(_live is null ? _fake!.Url : new Uri(_live))
        {
            ApiKey = Environment.GetEnvironmentVariable("QDRANT_API_KEY"),
            BatchSize = 3,
            IndexedMetadata = ["lang.uage", "year"],
        };
        await ClearAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await ClearAsync();
        if (_fake is not null) await _fake.DisposeAsync();
    }

    protected override async ValueTask<IMemory> Open(string collection = "default", MemoryOptions? options = null) =>
        await QdrantMemory.OpenAsync(_options, collection, options ?? Options);

    protected override ValueTask<IReadOnlyList<string>> List() => QdrantMemory.ListAsync(_options);

    protected override ValueTask Drop(string collection) => QdrantMemory.DropAsync(_options, collection);

    private async Task ClearAsync()
    {
        if (_live is null) return;
        foreach (var collection in (await List()).Intersect(["default", "spaces", "words", "first", "第二"])) await Drop(collection);
    }
}
