using System.CommandLine;
using Rag.Engine;
using Rag.Memory;
using Rag.Memory.Qdrant;

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
    public IMemory OpenOrCreate(ParseResult parsed, Encoder? encoder, StateForm states)
    {
        var options = new MemoryOptions { Encoder = encoder, States = states };
        return Server(parsed) is { } server
            ? QdrantMemory.Open(server, Collection(parsed), options)
            : MemoryStore.Open(Folder(parsed), Collection(parsed), options);
    }

    /// <summary>Whether the collection is there.</summary>
    public bool Exists(ParseResult parsed)
    {
        if (Server(parsed) is { } server) return QdrantMemory.List(server).Contains(Collection(parsed));
        var folder = Folder(parsed);
        return Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any() && MemoryStore.List(folder).Contains(Collection(parsed));
    }

    /// <summary>Opens the collection for reading.</summary>
    /// <exception cref="MemoryException">Nothing has been ingested there.</exception>
    public IMemory Open(ParseResult parsed) => Server(parsed) is { } server
        ? QdrantMemory.OpenExisting(server, Collection(parsed))
        : MemoryStore.OpenReadOnly(Folder(parsed), Collection(parsed));

    /// <summary>Says on stderr what of a memory that was used cannot be read.</summary>
    public static void Report(IReadOnlyList<Damage> damages, Terminal terminal)
    {
        foreach (var damage in damages) terminal.Problem(damage.Message);
    }

    /// <summary>What each collection of the memory holds.</summary>
    public IReadOnlyList<CollectionStatistics> Collections(ParseResult parsed)
    {
        var server = Server(parsed);
        var names = server is null ? MemoryStore.List(Folder(parsed)) : QdrantMemory.List(server);
        return [.. names.Select(name =>
        {
            using IMemory memory = server is null ? MemoryStore.OpenReadOnly(Folder(parsed), name) : QdrantMemory.OpenExisting(server, name);
            return memory.Statistics();
        })];
    }

    /// <summary>Embeds the collection anew; see <see cref="Memory.Reindex"/>.</summary>
    public void Reindex(
        ParseResult parsed, Encoder encoder, Func<IReadOnlyList<Item>, IReadOnlyList<Item>> embed, Action<int, int> report, CancellationToken cancel)
    {
        var options = new MemoryOptions { Encoder = encoder };
        if (Server(parsed) is { } server) Memory.Reindex.Run(server, Collection(parsed), options, embed, report, cancel: cancel);
        else Memory.Reindex.Run(Folder(parsed), Collection(parsed), options, embed, report, cancel);
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
