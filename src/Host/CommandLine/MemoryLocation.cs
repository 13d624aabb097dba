using System.CommandLine;
using Rag.Engine;
using Rag.Memory;

namespace Rag.Host.CommandLine;

/// <summary>The options that say which collection of which memory a command works on.</summary>
internal sealed class MemoryLocation
{
    private readonly Option<string> _uri = new("--memory")
    {
        Description = "Where the memory lives: embedded:DIR",
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
    public MemoryStore OpenOrCreate(ParseResult parsed) => MemoryStore.Open(Folder(parsed), parsed.GetValue(_collection)!);

    /// <summary>Opens the collection for reading.</summary>
    /// <exception cref="BadInputException">Nothing has been ingested there.</exception>
    public MemoryStore Open(ParseResult parsed) => MemoryStore.OpenReadOnly(Folder(parsed), parsed.GetValue(_collection)!);

    private string Folder(ParseResult parsed)
    {
        var uri = parsed.GetValue(_uri)!;
        return uri.Split(':', 2) switch
        {
            ["embedded", { Length: > 0 } folder] => folder,
            _ => throw new BadInputException($"--memory {uri}: not a memory this version knows; write embedded:DIR"),
        };
    }
}
