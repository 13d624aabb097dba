using Rag.Encoders.Text.Tokenizers;
using Rag.Engine.Ask.Reading;

namespace Rag.Training.Reading;

/// <summary>What the match features know of pieces.</summary>
internal static class PieceStatistics
{
    private static readonly string[] _ends = [".", "?", "!", "。", "？", "！", "．"];

    /// <summary>ln(1 + (N - df + 0.5) / (df + 0.5)) of each piece over passages; 0 for one without a letter or digit.</summary>
    public static float[] Idf(IReadOnlyList<ReaderTokens> passages, Tokenizer tokenizer)
    {
        var frequency = new int[tokenizer.Count];
        foreach (var passage in passages)
        {
            foreach (var id in passage.Ids.Distinct()) frequency[id]++;
        }
        return [.. frequency.Select((df, id) => Matches(id) ? (float)Math.Log(1 + ((passages.Count - df + 0.5) / (df + 0.5))) : 0)];

        bool Matches(int id) => !tokenizer.IsSpecial(id) && tokenizer.TokenOf(id).Any(char.IsLetterOrDigit);
    }

    /// <summary>The pieces that end a sentence.</summary>
    public static IEnumerable<int> SentenceEnds(Tokenizer tokenizer) => _ends.Select(tokenizer.IdOf).OfType<int>();
}
