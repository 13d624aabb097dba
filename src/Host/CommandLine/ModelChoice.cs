using System.CommandLine;
using Rag.Encoders.Hub;
using Rag.Encoders.Text.Embeddings;
using Rag.Engine;
using Rag.Engine.Retrieval;
using Rag.Memory;

namespace Rag.Host.CommandLine;

/// <summary>The option that says which model embeds passages and questions, and what holds without it.</summary>
internal sealed class ModelChoice(ModelLibrary library)
{
    private const string None = "none";

    private readonly Option<string?> _model = Options.Model("The model that embeds: a name of 'rag models list', a folder, or 'none' for words alone; without it the collection's, or the one that comes with rag");

    public void AddTo(Command command) => command.Options.Add(_model);

    /// <summary>What was asked for; where a server writes, that is the server's model.</summary>
    public string? Name(ParseResult parsed) => parsed.GetValue(_model);

    /// <summary>The model asked for, or the one that comes with rag; null for none.</summary>
    /// <param name="texts">How long texts are read; in windows if absent.</param>
    public PassageEncoder? Open(ParseResult parsed, TextEncoderOptions? texts = null) => parsed.GetValue(_model) switch
    {
        null => Default(library, texts),
        None => null,
        var name => Open(library, name, texts),
    };

    /// <summary>The model that comes with rag, or null in a build without it.</summary>
    public static PassageEncoder? Default(ModelLibrary library, TextEncoderOptions? texts = null) =>
        library.IsShipped(ModelLibrary.TextModel) ? Open(library, ModelLibrary.TextModel, texts) : null;

    /// <summary>The model called <paramref name="name"/>, which must read texts.</summary>
    /// <exception cref="BadInputException">It reads something else.</exception>
    public static PassageEncoder Open(ModelLibrary library, string name, TextEncoderOptions? options = null)
    {
        var model = library.Open(name, options);
        if (model.Texts is { } texts) return new PassageEncoder(texts, new EmbeddingSource(model.Name, model.Dimension) { Space = model.Space });
        using (model) throw new BadInputException($"--model {name}: it reads {model.Reads}; passages and questions want a model that reads texts");
    }

    /// <summary>
    /// What embeds questions for a collection that is read: its own encoder or another of the same space; null for a collection
    /// without embeddings.
    /// </summary>
    /// <exception cref="BadInputException">The one asked for embeds into another space.</exception>
    public async ValueTask<PassageEncoder?> OfCollectionAsync(ParseResult parsed, IMemory memory, CancellationToken cancellationToken)
    {
        var asked = parsed.GetValue(_model);
        if (asked == None) return null;
        if (memory.Encoder is not { } recorded)
            return asked is null ? null : throw new BadInputException($"--model {asked}: the collection holds no embeddings; run 'rag reindex --model {asked}' first");
        if (asked is null) return Recorded(memory);

        var encoder = Open(library, asked);
        if (encoder.Encoder.SharesSpaceWith(recorded)) return encoder;
        using (var own = OpenRecorded(recorded))
        {
            if (own is not null && await own.AgreesAsync(encoder, cancellationToken)) return encoder.As(recorded);
        }
        encoder.Dispose();
        throw new BadInputException($"--model {asked}: the collection holds embeddings of {recorded.Name}; leave the option out, or run 'rag reindex --model {asked}' first");
    }

    /// <summary>The collection's own encoder; null for a collection without embeddings.</summary>
    /// <exception cref="BadInputException">It is not at hand.</exception>
    public PassageEncoder? Recorded(IMemory memory) => memory.Encoder is not { } recorded ? null : OpenRecorded(recorded) ?? throw new BadInputException(
        $"the collection holds embeddings of {recorded.Name}, which is not at hand; get it by 'rag models pull', or search by '--model none' for words alone");

    /// <summary>The encoder that an ingestion uses: the collection's, or for a new one the one asked for.</summary>
    /// <exception cref="BadInputException">The one asked for does not fit the collection.</exception>
    public async ValueTask<PassageEncoder?> ForIngestionAsync(ParseResult parsed, MemoryLocation location, CancellationToken cancellationToken)
    {
        if (!await location.ExistsAsync(parsed, cancellationToken)) return Open(parsed);
        await using var memory = await location.OpenAsync(parsed, cancellationToken);
        if (memory.Encoder is null && await memory.CountAsync(cancellationToken) == 0) return Open(parsed);
        if (parsed.GetValue(_model) == None && memory.Encoder is { } made)
            throw new BadInputException($"--model none: the collection holds embeddings of {made.Name}; leave the option out, or name another --collection");
        return await OfCollectionAsync(parsed, memory, cancellationToken);
    }

    // The encoder itself or, where it is not at hand, the one that comes with rag if it embeds into the same space.
    private PassageEncoder? OpenRecorded(EmbeddingSource recorded)
    {
        if (library.Has(recorded.Name)) return Open(library, recorded.Name);
        var own = Default(library);
        if (own?.Encoder.SharesSpaceWith(recorded) == true) return own;
        own?.Dispose();
        return null;
    }
}
