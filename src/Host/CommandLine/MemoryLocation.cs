using System.CommandLine;
using System.Text.Json.Nodes;
using Rag.Engine;
using Rag.Memory;
using Rag.Memory.Embedded;
using Rag.Memory.Qdrant;
using Rag.Memory.Reindexing;

namespace Rag.Host.CommandLine;

/// <summary>The options that say which collection of which memory a command works on.</summary>
internal sealed class MemoryLocation
{
    private readonly Option<string> _uri = new("--memory")
    {
        Description = "Where the memory lives: embedded:DIR, or qdrant:URL with the key, if any, in QDRANT_API_KEY",
        DefaultValueFactory = _ => "embedded:.rag",
    };

    private readonly Option<string> _collection = new("--collection")
    {
        Description = "Which collection of it",
        DefaultValueFactory = _ => "default",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_uri);
        command.Options.Add(_collection);
    }

    /// <summary>Whether a memory was named, and not the usual one left to be meant.</summary>
    public bool IsNamed(ParseResult parsed) => parsed.GetResult(_uri) is { Implicit: false } || parsed.GetResult(_collection) is { Implicit: false };

    /// <summary>Which collection.</summary>
    public string Collection(ParseResult parsed) => parsed.GetValue(_collection)!;

    /// <summary>Opens the collection for writing, creating it where there is none.</summary>
    /// <param name="encoder">Where its embeddings come from; null for none, or those it has.</param>
    /// <param name="states">What a new collection keeps for a decoder.</param>
    public async ValueTask<IMemory> OpenOrCreateAsync(
        ParseResult parsed, EmbeddingSource? encoder, StateForm states, CancellationToken cancellationToken)
    {
        var options = new MemoryOptions { Encoder = encoder, States = states };
        return Server(parsed) is { } server
            ? await QdrantMemory.OpenAsync(server, Collection(parsed), options, cancellationToken: cancellationToken)
            : EmbeddedMemory.Open(Folder(parsed), Collection(parsed), options);
    }

    /// <summary>Writes a collection of the first format anew, where it is one in a folder.</summary>
    public async ValueTask BringUpToDateAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (Server(parsed) is null && await ExistsAsync(parsed, cancellationToken))
            MemoryFolder.BringUpToDate(Folder(parsed), Collection(parsed));
    }

    /// <summary>Whether the collection is there.</summary>
    public async ValueTask<bool> ExistsAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (Server(parsed) is { } server)
            return (await QdrantMemory.ListAsync(server, cancellationToken: cancellationToken)).Contains(Collection(parsed));
        var folder = Folder(parsed);
        return Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any() && MemoryFolder.List(folder).Contains(Collection(parsed));
    }

    /// <summary>Opens the collection for reading.</summary>
    /// <exception cref="MemoryException">Nothing has been ingested there.</exception>
    public async ValueTask<IMemory> OpenAsync(ParseResult parsed, CancellationToken cancellationToken) => Server(parsed) is { } server
        ? await QdrantMemory.OpenExistingAsync(server, Collection(parsed), cancellationToken: cancellationToken)
        : EmbeddedMemory.OpenReadOnly(Folder(parsed), Collection(parsed));

    /// <summary>Says on stderr what of a memory that was used cannot be read.</summary>
    public static void Report(IReadOnlyList<Damage> damages, Terminal terminal)
    {
        foreach (var damage in damages) terminal.Problem(damage.Message);
    }

    /// <summary>How a command ends that has found nothing: what is damaged may have held it.</summary>
    public static int NotFound(IReadOnlyList<Damage> damages) => damages.Count > 0 ? ExitCode.Failed : ExitCode.NotFound;

    /// <summary>What of a memory cannot be read, a line each.</summary>
    public static JsonArray ToJson(IReadOnlyList<Damage> damages) => [.. damages.Select(damage => (JsonNode)damage.Message)];

    /// <summary>What each collection of the memory holds.</summary>
    public async ValueTask<IReadOnlyList<CollectionStatistics>> CollectionsAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var server = Server(parsed);
        var names = server is null ? MemoryFolder.List(Folder(parsed)) : await QdrantMemory.ListAsync(server, cancellationToken: cancellationToken);
        var statistics = new List<CollectionStatistics>();
        foreach (var name in names)
        {
            await using IMemory memory = server is null
                ? EmbeddedMemory.OpenReadOnly(Folder(parsed), name)
                : await QdrantMemory.OpenExistingAsync(server, name, cancellationToken: cancellationToken);
            statistics.Add(await memory.StatisticsAsync(cancellationToken));
        }
        return statistics;
    }

    /// <summary>Embeds the collection anew; see <see cref="Memory.Reindexing.Reindex"/>.</summary>
    public Task ReindexAsync(
        ParseResult parsed, EmbeddingSource encoder, EmbedItems embed, Action<int, int> report, CancellationToken cancellationToken)
    {
        var options = new MemoryOptions { Encoder = encoder };
        return Server(parsed) is { } server
            ? Memory.Reindexing.Reindex.RunAsync(server, Collection(parsed), options, embed, report, cancellationToken: cancellationToken)
            : Memory.Reindexing.Reindex.RunAsync(Folder(parsed), Collection(parsed), options, embed, report, cancellationToken);
    }

    /// <summary>The folder of a memory that lives in one.</summary>
    /// <exception cref="BadInputException">It does not.</exception>
    public string Folder(ParseResult parsed) => parsed.GetValue(_uri)!.Split(':', 2) is ["embedded", { Length: > 0 } folder]
        ? folder
        : throw new BadInputException($"--memory {parsed.GetValue(_uri)}: not a memory that can be used here; write embedded:DIR");

    private QdrantOptions? Server(ParseResult parsed)
    {
        var uri = parsed.GetValue(_uri)!;
        return uri.Split(':', 2) switch
        {
            ["embedded", { Length: > 0 }] => null,
            ["qdrant", var url] when Uri.TryCreate(url, UriKind.Absolute, out var server) && server.Scheme is "http" or "https" =>
                new QdrantOptions(server) { ApiKey = Environment.GetEnvironmentVariable("QDRANT_API_KEY") },
            _ => throw new BadInputException($"--memory {uri}: not a memory this version knows; write embedded:DIR or qdrant:URL"),
        };
    }
}
