using Rag.Encoders.Text.Tokenizers.Unicode;

namespace Rag.Encoders.Text.Tokenizers.PreTokenization;

/// <summary>What stands between white space.</summary>
internal sealed class WhitespaceSplit : IPreTokenizer
{
    public Pieces Cut(Pieces pieces)
    {
        var words = new List<(int, int)>();
        foreach (var (start, end) in pieces.Ranges)
        {
            var word = start;
            for (var i = start; i <= end; i++)
            {
                if (i < end && !CodePoint.IsWhiteSpace(pieces.Text.Chars[i])) continue;
                if (word < i) words.Add((word, i));
                word = i + 1;
            }
        }
        return pieces with { Ranges = words };
    }
}
