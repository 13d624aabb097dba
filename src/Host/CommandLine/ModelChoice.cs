using System.CommandLine;
using Rag.Encoders.Hub;
using Rag.Encoders.Text.Embeddings;
using Rag.Engine;
using Rag.Engine.Retrieval;
using Rag.Memory;

namespace Rag.Host.CommandLine;

/// <summary>The option that says which model embeds, and what holds without it.</summary>
internal sealed class ModelChoice
{
    /// <summary>The text encoder that comes with rag.</summary>
    public const string DefaultName = "text";

    private const string None = "none";

    private static readonly ModelLibrary _library = ModelLibrary.OfUser(Environment.GetEnvironmentVariable);

    private readonly Option<string?> _model = new("--model")
    {
        Description = "The model that embeds: a name of 'rag models list', a folder, or 'none' for words alone; without it the collection's, or the one that comes with rag",
    };

    public void AddTo(Command command) => command.Options.Add(_model);

    /// <summary>The model asked for, or the one that comes with rag; null for none.</summary>
    public PassageEncoder? Open(ParseResult parsed) => parsed.GetValue(_model) switch
    {
        null => Default(),
        None => null,
        var name => Open(name),
    };

    /// <summary>The model that comes with rag, or null in a build without it.</summary>
    public static PassageEncoder? Default() => _library.List().Any(model => model.Name == DefaultName && model.Pulled is null) ? Open(DefaultName) : null;

    /// <summary>The encoder of a collection that is read; null where it has none.</summary>
    /// <exception cref="BadInputException">Another one is asked for than it was made with.</exception>
    public PassageEncoder? OfCollection(ParseResult parsed, IMemory memory)
    {
        if (parsed.GetValue(_model) == None) return null;
        if (parsed.GetValue(_model) is not { } asked) return memory.Encoder is { } recorded ? Open(recorded.Name) : null;
        var name = _library.NameOf(_library.Find(asked));
        if (memory.Encoder?.Name == name) return Open(name);
        throw new BadInputException(memory.Encoder is { } other
            ? $"--model {asked}: the collection holds embeddings of {other.Name}; leave the option out, or run 'rag reindex --model {asked}' first"
            : $"--model {asked}: the collection holds no embeddings; run 'rag reindex --model {asked}' first");
    }

    /// <summary>The encoder that an ingestion uses: the collection's, or for a new one the one asked for.</summary>
    /// <exception cref="BadInputException">Another one is asked for than the collection was made with.</exception>
    public PassageEncoder? ForIngestion(ParseResult parsed, MemoryLocation location)
    {
        if (!location.Exists(parsed)) return Open(parsed);
        using var memory = location.Open(parsed);
        if (memory.Encoder is null && memory.Count == 0) return Open(parsed);
        if (parsed.GetValue(_model) == None && memory.Encoder is { } made)
            throw new BadInputException($"--model none: the collection holds embeddings of {made.Name}; leave the option out, or name another --collection");
        return OfCollection(parsed, memory);
    }

    private static PassageEncoder Open(string name)
    {
        var folder = _library.Find(name);
        var encoder = TextEncoder.Open(folder);
        return new PassageEncoder(encoder, new Encoder(_library.NameOf(folder), encoder.Dimension));
    }
}
