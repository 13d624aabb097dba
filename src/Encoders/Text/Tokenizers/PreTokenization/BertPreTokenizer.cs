using Rag.Encoders.Text.Tokenizers.Unicode;

namespace Rag.Encoders.Text.Tokenizers.PreTokenization;

/// <summary>Words between white space, with every punctuation mark a piece of its own.</summary>
internal sealed class BertPreTokenizer : IPreTokenizer
{
    public Pieces Cut(Pieces pieces)
    {
        var words = new List<(int Start, int End)>();
        foreach (var (start, end) in pieces.Ranges) Cut(pieces.Text.Chars, start, end, words);
        return pieces with { Ranges = words };
    }

    private static void Cut(ReadOnlySpan<char> text, int start, int end, List<(int Start, int End)> words)
    {
        var word = start;
        for (var i = start; i < end;)
        {
            var code = CodePoint.At(text[..end], i, out var length);
            var isPunctuation = CodePoint.IsPunctuation(code);
            if (isPunctuation || CodePoint.IsWhiteSpace(code))
            {
                if (word < i) words.Add((word, i));
                if (isPunctuation) words.Add((i, i + length));
                word = i + length;
            }
            i += length;
        }
        if (word < end) words.Add((word, end));
    }
}
