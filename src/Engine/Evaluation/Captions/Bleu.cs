namespace Rag.Engine.Evaluation.Captions;

/// <summary>BLEU (Papineni et al., 2002) of a whole set, each caption measured against its reference of the closest length.</summary>
internal static class Bleu
{
    private const int Longest = 4;
    private const double Tiny = 1e-15, Small = 1e-9; // the reference implementation's, against divisions by zero

    /// <returns>BLEU-1 to BLEU-4.</returns>
    public static double[] Of(IReadOnlyList<JudgedCaption> captions)
    {
        var (length, referenceLength) = (0L, 0L);
        var (guessed, correct) = (new long[Longest], new long[Longest]);
        foreach (var caption in captions)
        {
            length += caption.Words.Length;
            referenceLength += caption.References.Select(reference => reference.Length).MinBy(reference => (Math.Abs(reference - caption.Words.Length), reference));
            for (var n = 1; n <= Longest; n++)
            {
                var counts = Count(caption.Words, n);
                guessed[n - 1] += Math.Max(0, caption.Words.Length - n + 1);
                var most = caption.References.Select(reference => Count(reference, n)).ToArray();
                correct[n - 1] += counts.Sum(count => Math.Min(count.Value, most.Max(reference => reference.GetValueOrDefault(count.Key))));
            }
        }
        var ratio = (length + Tiny) / (referenceLength + Small);
        var brevity = ratio < 1 ? Math.Exp(1 - (1 / ratio)) : 1;
        var (scores, product) = (new double[Longest], 1.0);
        for (var n = 0; n < Longest; n++)
        {
            product *= (correct[n] + Tiny) / (guessed[n] + Small);
            scores[n] = Math.Pow(product, 1.0 / (n + 1)) * brevity;
        }
        return scores;
    }

    private static Dictionary<string, int> Count(string[] words, int n) =>
        Enumerable.Range(0, Math.Max(0, words.Length - n + 1)).CountBy(i => string.Join(' ', words, i, n)).ToDictionary();
}
