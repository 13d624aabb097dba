using System.Collections.ObjectModel;

namespace Rag.Memory;

/// <summary>What an item is a piece of.</summary>
public enum Modality
{
    /// <summary>A passage.</summary>
    Text,

    /// <summary>A picture, or a region of one.</summary>
    Image,

    /// <summary>A stretch of sound.</summary>
    Audio,
}

/// <summary>One passage, picture or stretch of sound of the external memory, with the place it was taken from.</summary>
public sealed record Item
{
    /// <summary>Where the passage comes from: an absolute path or another stable name.</summary>
    public required string Source { get; init; }

    /// <summary>Place among the items of its source: the neighbours are <c>Ordinal - 1</c> and <c>Ordinal + 1</c>.</summary>
    public required int Ordinal { get; init; }

    /// <summary>What the item is a piece of.</summary>
    public Modality Modality { get; init; }

    /// <summary>First character in the ingested text of the source, in UTF-16 units; of sound, its first millisecond.</summary>
    public int Start { get; init; }

    /// <summary>End in the ingested text of the source, exclusive, in UTF-16 units; of sound, in milliseconds.</summary>
    public int End { get; init; }

    /// <summary>Page, counted from 1, where the source has pages.</summary>
    public int? Page { get; init; }

    /// <summary>When the content was made or last changed, where that is known.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Heading that the passage stands under; its words are indexed with the text.</summary>
    public string? Heading { get; init; }

    /// <summary>The passage itself; of a picture or of sound, the words that say what it is, if any.</summary>
    public required string Text { get; init; }

    /// <summary>Anything else known about the passage: stored, and there to filter by.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>
    /// What the collection's encoder made of the item, or empty. Any finite vector but zero is taken; it comes back with
    /// unit length.
    /// </summary>
    public ReadOnlyMemory<float> Embedding { get; init; }

    /// <summary>
    /// What the decoder reads in place of the text, in a form of its own, or empty. It is stored as it is where the collection keeps
    /// such (<see cref="IMemory.States"/>), and read by <see cref="IMemory.StatesOfAsync"/>: what a search finds comes without it.
    /// </summary>
    public ReadOnlyMemory<byte> States { get; init; }

    /// <summary>Name of the item, unique in its collection.</summary>
    public string Id => $"{Source}#{Ordinal}";
}
