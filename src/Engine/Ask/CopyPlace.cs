using Rag.Memory;

namespace Rag.Engine.Ask;

/// <summary>Where a copy of what was found stands.</summary>
/// <param name="Source">The file, as the memory knows it.</param>
/// <param name="Start">First character, in UTF-16 units of the ingested text of the source.</param>
/// <param name="End">One past the last character.</param>
/// <param name="Page">1-based page of a paged source.</param>
public sealed record CopyPlace(string Source, int Start, int End, int? Page)
{
    /// <summary>Where a text stands in a copy of its passage: the whole copy, where it says that in other words.</summary>
    public static CopyPlace Of(Item copy, string text)
    {
        var start = copy.Text.IndexOf(text, StringComparison.Ordinal);
        return start < 0
            ? new CopyPlace(copy.Source, copy.Start, copy.End, copy.Page)
            : new CopyPlace(copy.Source, copy.Start + start, copy.Start + start + text.Length, ItemSentences.PageAt(copy, start));
    }
}
