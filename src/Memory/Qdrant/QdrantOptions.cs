namespace Rag.Memory.Qdrant;

/// <summary>How Qdrant is reached, and how collections are laid out in it.</summary>
/// <param name="Url">
/// Its endpoint, such as <c>http://localhost:6333</c>; with <c>https</c> the certificate is checked. gRPC, which the full package set
/// speaks, is looked for at port 6334 where this says 6333, the port of REST.
/// </param>
public sealed record QdrantOptions(Uri Url)
{
    /// <summary>Sent as <c>api-key</c> with every request, where the server asks for one.</summary>
    public string? ApiKey { get; init; }

    /// <summary>How long a request may take; it is repeated after that.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a request is repeated that found the server down, busy or too slow, 0 or more.</summary>
    public int Retries
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(Retries), value, "Retries are 0 or more.");
    } = 4;

    /// <summary>The wait before the first repetition; it doubles each time, and a server's <c>Retry-After</c> comes first.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Items of one request, 1 or more.</summary>
    public int BatchSize
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(BatchSize), value, "A batch holds 1 item or more.");
    } = 256;

    /// <summary>Shards of a collection that is created; null leaves it to the server.</summary>
    public int? Shards { get; init; }

    /// <summary>Copies of each shard of a collection that is created; null leaves it to the server.</summary>
    public int? Replicas { get; init; }

    /// <summary>Names of metadata entries that get an index, so that filters on them are fast. Without one they work too.</summary>
    public IReadOnlyList<string> IndexedMetadata { get; init; } = [];

    /// <summary>
    /// Words that BM25 takes for an item's average length, above 0: the scores are stored with the items, so a server cannot
    /// count it.
    /// </summary>
    public double AverageLength
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(AverageLength), value, "An average length is above 0.");
    } = 120;
}
