using System.Runtime.InteropServices;
using Rag.Encoders.Text.Tokenizers.PreTokenization;

namespace Rag.Encoders.Text.Tokenizers.Training;

/// <summary>The words of texts, cut and spelled as a byte-level tokenizer does it, with how often each occurs.</summary>
public sealed class WordCounts
{
    private readonly ByteLevelPreTokenizer _words = new(addPrefixSpace: false, useRegex: true);
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    internal IReadOnlyCollection<KeyValuePair<string, long>> Counts => _counts;

    /// <summary>Counts the words of one more text.</summary>
    public void Add(string text)
    {
        var pieces = _words.Cut(Pieces.Whole(AlignedText.Of(text, 0)));
        var counts = _counts.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var (start, end) in pieces.Ranges)
            CollectionsMarshal.GetValueRefOrAddDefault(counts, pieces.Text.Chars[start..end], out _)++;
    }
}
