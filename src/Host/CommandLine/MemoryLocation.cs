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

    /// <summary>Opens the collection for writing, creating it where there is none.</summary>
    public IMemory OpenOrCreate(ParseResult parsed) => Server(parsed) is { } server
        ? QdrantMemory.Open(server, parsed.GetValue(_collection)!)
        : MemoryStore.Open(Folder(parsed), parsed.GetValue(_collection)!);

    /// <summary>Opens the collection for reading.</summary>
    /// <exception cref="MemoryException">Nothing has been ingested there.</exception>
    public IMemory Open(ParseResult parsed) => Server(parsed) is { } server
        ? QdrantMemory.OpenExisting(server, parsed.GetValue(_collection)!)
        : MemoryStore.OpenReadOnly(Folder(parsed), parsed.GetValue(_collection)!);

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
