using System.Globalization;
using Rag.Files.Passages;
using Rag.Memory;

namespace Rag.Engine.Ask;

/// <summary>A sentence, row or line of an item's text.</summary>
/// <param name="Span">Where it stands in <see cref="Item.Text"/>.</param>
/// <param name="Heading">
/// The heading it stands under: the last one before it in the text, else the item's; of a row with what names its columns.
/// </param>
internal sealed record ItemSentence(TextSpan Span, SentenceKind Kind, string? Heading, string Text);

/// <summary>
/// Keeps with an item where the sentences of its passage begin and end, and of what kind they are: the document's structure tells
/// rows, lines and headings apart, the text alone would not.
/// </summary>
internal static class ItemSentences
{
    private const string Spans = "sentences";
    private const string Kinds = "kinds";
    private const string Pages = "pages";
    private const string Letters = "plrhct"; // in the order of SentenceKind: prose, list, row, header, code, title

    /// <summary>
    /// Starts and ends in the item's text, with spaces between, and a letter for each kind; the pages too where a passage goes
    /// over several.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Metadata(Passage passage)
    {
        var metadata = new Dictionary<string, string>
        {
            [Spans] = string.Join(' ', passage.Sentences.Select(sentence => $"{sentence.Start - passage.Start} {sentence.End - passage.Start}")),
            [Kinds] = string.Concat(passage.Sentences.Select(sentence => Letters[(int)sentence.Kind])),
        };
        if (passage.Sentences.Any(sentence => sentence.Page != passage.Page))
            metadata[Pages] = string.Join(' ', passage.Sentences.Select(sentence => sentence.Page));
        return metadata;
    }

    /// <summary>The page on which a place of an item's text is: that of the sentence it is in.</summary>
    public static int? PageAt(Item item, int place)
    {
        if (!item.Metadata.TryGetValue(Pages, out var pages)) return item.Page;
        var sentence = Math.Max(0, SpansOf(item).Count(span => span.Start <= place) - 1);
        return int.Parse(pages.Split(' ')[sentence], CultureInfo.InvariantCulture);
    }

    /// <summary>The sentences of an item's text; found in the text where none were kept.</summary>
    public static IReadOnlyList<ItemSentence> Of(Item item)
    {
        var kinds = item.Metadata.GetValueOrDefault(Kinds, "");
        var sentences = new List<ItemSentence>();
        var (end, heading) = (0, item.Heading);
        string? columns = null;
        foreach (var (i, span) in SpansOf(item).Index())
        {
            // Headings are no sentences: between two of these there is one, or nothing.
            var between = item.Text[end..span.Start].Trim();
            if (between.Any(char.IsLetterOrDigit)) heading = between;
            var kind = i < kinds.Length ? (SentenceKind)Math.Max(0, Letters.IndexOf(kinds[i])) : SentenceKind.Prose;
            var text = item.Text[span.Start..span.End];
            if (kind == SentenceKind.HeaderRow) columns = text;
            else if (kind != SentenceKind.Row) columns = null;
            sentences.Add(new ItemSentence(span, kind, columns is null ? heading : $"{heading}\n{columns}", text));
            end = span.End;
        }
        return sentences;
    }

    private static IEnumerable<TextSpan> SpansOf(Item item) => item.Metadata.TryGetValue(Spans, out var kept)
        ? kept.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).Chunk(2).Select(ends => new TextSpan(ends[0], ends[1]))
        : Sentences.Find(item.Text);
}
