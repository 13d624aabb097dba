using Rag.Files.Passages;

namespace Rag.Engine.Ask;

/// <summary>
/// What is shown of a passage: the sentence that answers, with the command, list or row that it announces or that announces it. Never
/// a question: what is asked in a text is answered by what follows.
/// </summary>
internal static class AnswerUnit
{
    /// <summary>Lines that an announced list or a piece of code is shown by.</summary>
    private const int MostLines = 6;

    /// <summary>The stretch of an item's text to show for a span in it.</summary>
    public static TextSpan Around(IReadOnlyList<ItemSentence> sentences, TextSpan span)
    {
        var first = Find(sentences, span.Start);
        var last = Find(sentences, span.End - 1);
        if (first < 0 || last < first) return span;
        for (; IsQuestion(sentences[last]) && last + 1 < sentences.Count; last++) first = last + 1;
        while (first < last && AnswersNothing(sentences[first])) first++;
        var shown = last;
        if (Announces(sentences[last])) last = EndOfAnnounced(sentences, last + 1);
        else if (IsAnnounced(sentences[first])) first = BeginOfAnnounced(sentences, first);
        if (shown == last && sentences[last].Kind == SentenceKind.Code) last = EndOfAnnounced(sentences, last);
        return new TextSpan(sentences[first].Span.Start, sentences[last].Span.End);
    }

    /// <summary>Whether a sentence asks, or is the question of a page of questions and answers.</summary>
    public static bool IsQuestion(ItemSentence sentence) =>
        sentence.Kind is SentenceKind.Prose or SentenceKind.ListItem
        && (sentence.Text.EndsWith('?') || sentence.Text.EndsWith('？') || sentence.Text.StartsWith("Q:", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a sentence can be no answer: it asks, or names a table's columns.</summary>
    public static bool AnswersNothing(ItemSentence sentence) => sentence.Kind == SentenceKind.HeaderRow || IsQuestion(sentence);

    /// <summary>Whether a sentence ends by saying that something follows.</summary>
    public static bool Announces(ItemSentence sentence) => sentence.Text.EndsWith(':') || sentence.Text.EndsWith('：');

    private static bool IsAnnounced(ItemSentence sentence) => sentence.Kind is SentenceKind.Code or SentenceKind.ListItem;

    // The lines of one kind after an announcement; where prose follows, its first sentence.
    private static int EndOfAnnounced(IReadOnlyList<ItemSentence> sentences, int next)
    {
        if (next >= sentences.Count) return sentences.Count - 1;
        var end = next;
        if (!IsAnnounced(sentences[next]) && sentences[next].Kind is not (SentenceKind.Row or SentenceKind.HeaderRow)) return end;
        while (end + 1 < sentences.Count && end + 1 - next < MostLines && Continues(sentences[end], sentences[end + 1])) end++;
        return end;
    }

    // Back over the lines of one kind to what announces them; the line alone where nothing does.
    private static int BeginOfAnnounced(IReadOnlyList<ItemSentence> sentences, int line)
    {
        var begin = line;
        while (begin > 0 && line - begin < MostLines && Continues(sentences[begin - 1], sentences[begin])) begin--;
        return begin > 0 && Announces(sentences[begin - 1]) && sentences[begin - 1].Heading == sentences[line].Heading ? begin - 1 : line;
    }

    private static bool Continues(ItemSentence line, ItemSentence next) =>
        next.Heading == line.Heading && (next.Kind == line.Kind || (line.Kind, next.Kind) == (SentenceKind.HeaderRow, SentenceKind.Row));

    private static int Find(IReadOnlyList<ItemSentence> sentences, int position)
    {
        for (var i = 0; i < sentences.Count; i++)
        {
            if (sentences[i].Span.Start <= position && position < sentences[i].Span.End) return i;
        }
        return -1;
    }
}
