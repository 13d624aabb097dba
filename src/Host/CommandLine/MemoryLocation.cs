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
    public IMemory OpenOrCreate(ParseResult parsed) => Home(parsed) switch
    {
        QdrantOptions qdrant => QdrantMemory.Open(qdrant, parsed.GetValue(_collection)!),
        var folder => MemoryStore.Open((string)folder, parsed.GetValue(_collection)!),
    };

    /// <summary>Opens the collection for reading.</summary>
    /// <exception cref="MemoryException">Nothing has been ingested there.</exception>
    public IMemory Open(ParseResult parsed) => Home(parsed) switch
    {
        QdrantOptions qdrant => QdrantMemory.OpenExisting(qdrant, parsed.GetValue(_collection)!),
        var folder => MemoryStore.OpenReadOnly((string)folder, parsed.GetValue(_collection)!),
    };

    /// <summary>A folder, or how Qdrant is reached.</summary>
    private object Home(ParseResult parsed)
    {
        var uri = parsed.GetValue(_uri)!;
        return uri.Split(':', 2) switch
        {
            ["embedded", { Length: > 0 } folder] => folder,
            ["qdrant", var url] when Uri.TryCreate(url, UriKind.Absolute, out var server) && server.Scheme is "http" or "https" =>
                new QdrantOptions(server) { ApiKey = Environment.GetEnvironmentVariable("QDRANT_API_KEY") },
            _ => throw new BadInputException($"--memory {uri}: not a memory this version knows; write embedded:DIR or qdrant:URL"),
        };
    }
}
