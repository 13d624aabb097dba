using System.Collections.ObjectModel;

namespace Rag.Memory;

/// <summary>What a memory holds: one passage of a source.</summary>
public sealed record Item
{
    /// <summary>Where it comes from: the full path of a file, or another name that stays the same.</summary>
    public required string Source { get; init; }

    /// <summary>Its place among the items of its source, from 0: its neighbours are one below and one above.</summary>
    public required int Ordinal { get; init; }

    /// <summary>First character, in UTF-16 units of the ingested text of the source.</summary>
    public int Start { get; init; }

    /// <summary>One past the last character.</summary>
    public int End { get; init; }

    /// <summary>1-based page of a paged source.</summary>
    public int? Page { get; init; }

    /// <summary>The headings it stands under; their words are found like those of the text.</summary>
    public string? Heading { get; init; }

    /// <summary>The passage itself.</summary>
    public required string Text { get; init; }

    /// <summary>Whatever else is known of it.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Unique in its collection.</summary>
    public string Id => $"{Source}#{Ordinal}";
}

/// <summary>An item that a search found.</summary>
/// <param name="Score">Its BM25 score: above 0, comparable within one search only.</param>
public readonly record struct Hit(Item Item, double Score);
