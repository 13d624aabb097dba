using Rag.Files.Passages;
using Rag.Memory;

namespace Rag.Engine.Ask;

/// <summary>The sentence, row or line of a found passage that holds most of what was looked for.</summary>
/// <param name="Start">First character, in UTF-16 units of the ingested text of the source.</param>
/// <param name="End">One past the last character.</param>
/// <param name="Page">1-based page of a paged source.</param>
/// <param name="Text">Exactly the characters from <paramref name="Start"/> to <paramref name="End"/>.</param>
public sealed record MatchedPlace(int Start, int End, int? Page, string Text)
{
    /// <summary>The place in an item; null where no sentence holds a word of the query, but its heading does, or its sense is near.</summary>
    internal static MatchedPlace? Of(Item item, QuestionWords words)
    {
        var best = ItemSentences.Of(item).Where(sentence => words.Coverage(sentence.Text) > 0)
            .OrderBy(sentence => sentence.Kind == SentenceKind.HeaderRow) // which is over the rows and counts with them
            .ThenByDescending(sentence => words.Coverage($"{sentence.Heading}\n{sentence.Text}")).FirstOrDefault();
        return best is null ? null : new MatchedPlace(
            item.Start + best.Span.Start, item.Start + best.Span.End, ItemSentences.PageAt(item, best.Span.Start), best.Text);
    }
}
