namespace Rag.Engine.Evaluation;

/// <summary>Scores of one ranked list against graded judgements, equal to trec_eval's with linear gain; 0 where nothing is relevant.</summary>
/// <param name="Gains">The judged gain of each retrieved document, best rank first; 0 for one without a judgement.</param>
/// <param name="Judged">All positive judgements of the query, in any order.</param>
public sealed record RankingScores(IReadOnlyList<double> Gains, IReadOnlyList<double> Judged)
{
    /// <summary>Ranks <paramref name="documents"/>, best first, against <paramref name="judgements"/> (document to grade).</summary>
    public static RankingScores Of(IEnumerable<string> documents, IReadOnlyDictionary<string, int> judgements) => new(
        [.. documents.Select(document => (double)Math.Max(0, judgements.GetValueOrDefault(document)))],
        [.. judgements.Values.Where(grade => grade > 0).Select(grade => (double)grade)]);

    /// <summary>Normalised discounted cumulative gain of the first <paramref name="k"/>.</summary>
    public double Ndcg(int k)
    {
        var ideal = Discounted(Judged.OrderDescending(), k);
        return ideal == 0 ? 0 : Discounted(Gains, k) / ideal;
    }

    /// <summary>Share of the relevant documents that are among the first <paramref name="k"/>.</summary>
    public double Recall(int k) => Judged.Count == 0 ? 0 : (double)Gains.Take(k).Count(gain => gain > 0) / Judged.Count;

    /// <summary>One over the rank of the first relevant document, 0 when none is among the first <paramref name="k"/>.</summary>
    public double ReciprocalRank(int k)
    {
        var first = Gains.Take(k).ToList().FindIndex(gain => gain > 0);
        return first < 0 ? 0 : 1.0 / (first + 1);
    }

    private static double Discounted(IEnumerable<double> gains, int k) =>
        gains.Take(k).Select((gain, i) => gain / Math.Log2(i + 2)).Sum();
}
