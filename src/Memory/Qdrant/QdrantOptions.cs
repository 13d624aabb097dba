namespace Rag.Memory.Qdrant;

/// <summary>How Qdrant is reached, and how collections are laid out in it.</summary>
/// <param name="Url">
/// Where it is, such as <c>http://localhost</c> or <c>https://host:7000</c>; with <c>https</c> the certificate is checked. gRPC is spoken:
/// at port 6334 where none is named, and where the port of REST beside it is, 6333.
/// </param>
public sealed record QdrantOptions(Uri Url)
{
    private const int RestPort = 6333, GrpcPort = 6334;

    /// <summary>Sent as <c>api-key</c> with every request, where the server asks for one.</summary>
    public string? ApiKey { get; init; }

    /// <summary>How long a request may take; it is repeated after that.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For how long a request is repeated that found the server down, busy or too slow: a node may restart meanwhile.</summary>
    public TimeSpan RetryFor
    {
        get;
        init => field = value >= TimeSpan.Zero
            ? value
            : throw new ArgumentOutOfRangeException(nameof(RetryFor), value, "Requests are repeated for no time or some.");
    } = TimeSpan.FromSeconds(30);

    /// <summary>The wait before the first repetition; it doubles each time, up to five seconds.</summary>
    public TimeSpan Backoff
    {
        get;
        init => field = value > TimeSpan.Zero
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Backoff), value, "A repetition waits for some time.");
    } = TimeSpan.FromMilliseconds(250);

    /// <summary>Items of one request, 1 or more.</summary>
    public int BatchSize
    {
        get;
        init => field = AtLeastOne(value, nameof(BatchSize));
    } = 256;

    /// <summary>Requests of one commit that are under way at once, 1 or more.</summary>
    public int InFlight
    {
        get;
        init => field = AtLeastOne(value, nameof(InFlight));
    } = 8;

    /// <summary>Shards of a collection that is created; null leaves it to the server.</summary>
    public int? Shards
    {
        get;
        init => field = value is { } given ? AtLeastOne(given, nameof(Shards)) : null;
    }

    /// <summary>Copies of each shard of a collection that is created; null leaves it to the server.</summary>
    public int? Replicas
    {
        get;
        init => field = value is { } given ? AtLeastOne(given, nameof(Replicas)) : null;
    }

    /// <summary>Copies that must have a change before it counts, of a collection that is created; null leaves it to the server.</summary>
    public int? WriteConsistency
    {
        get;
        init => field = value is { } given ? AtLeastOne(given, nameof(WriteConsistency)) : null;
    }

    /// <summary>Copies that are asked for what is read, and must agree; null leaves it to the server.</summary>
    public int? ReadConsistency
    {
        get;
        init => field = value is { } given ? AtLeastOne(given, nameof(ReadConsistency)) : null;
    }

    /// <summary>Names of metadata entries that get an index, so that filters on them are fast. Without one they work too.</summary>
    public IReadOnlyList<string> IndexedMetadata { get; init; } = [];

    /// <summary>Where gRPC is spoken.</summary>
    internal Uri Address => Url.Port == RestPort
        || (Url.IsDefaultPort && !Url.OriginalString.Contains($":{Url.Port}", StringComparison.Ordinal))
        ? new UriBuilder(Url) { Port = GrpcPort }.Uri
        : Url;

    private static int AtLeastOne(int value, string name) =>
        value > 0 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} is 1 or more.");
}
