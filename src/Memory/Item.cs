using System.Collections.ObjectModel;

namespace Rag.Memory;

/// <summary>One passage of the external memory, with the place it was taken from.</summary>
public sealed record Item
{
    /// <summary>Where the passage comes from: an absolute path or another stable name.</summary>
    public required string Source { get; init; }

    /// <summary>Place among the items of its source: the neighbours are <c>Ordinal - 1</c> and <c>Ordinal + 1</c>.</summary>
    public required int Ordinal { get; init; }

    /// <summary>First character in the ingested text of the source, in UTF-16 units.</summary>
    public int Start { get; init; }

    /// <summary>End in the ingested text of the source, exclusive, in UTF-16 units.</summary>
    public int End { get; init; }

    /// <summary>Page, counted from 1, where the source has pages.</summary>
    public int? Page { get; init; }

    /// <summary>Heading that the passage stands under; its words are indexed with the text.</summary>
    public string? Heading { get; init; }

    /// <summary>The passage itself.</summary>
    public required string Text { get; init; }

    /// <summary>Anything else known about the passage; stored, not indexed.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Name of the item, unique in its collection.</summary>
    public string Id => $"{Source}#{Ordinal}";
}
