using Rag.Encoders.Text.Passages;
using Rag.Memory;

namespace Rag.Engine.Ask;

/// <summary>
/// Keeps with an item where the sentences of its passage begin and end: the document's structure tells rows, lines and headings
/// apart, the text alone would not.
/// </summary>
internal static class ItemSentences
{
    private const string Key = "sentences";

    /// <summary>Starts and ends in the item's text, with spaces between.</summary>
    public static IReadOnlyDictionary<string, string> Metadata(Passage passage) => new Dictionary<string, string>
    {
        [Key] = string.Join(' ', passage.Sentences.Select(sentence => $"{sentence.Start - passage.Start} {sentence.End - passage.Start}")),
    };

    /// <summary>The spans in <see cref="Item.Text"/>; found in the text where none were kept.</summary>
    public static IEnumerable<TextSpan> Of(Item item) => item.Metadata.TryGetValue(Key, out var kept)
        ? kept.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).Chunk(2).Select(ends => new TextSpan(ends[0], ends[1]))
        : Sentences.Find(item.Text);
}
