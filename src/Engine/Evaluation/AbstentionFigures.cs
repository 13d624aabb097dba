namespace Rag.Engine.Evaluation;

/// <summary>
/// What is gained by abstaining below a confidence, as SQuAD 2.0 counts: an unanswerable question scores 1 without an answer and 0 with
/// one, an answerable one the other way round (Rajpurkar, Jia and Liang, "Know what you don't know", 2018).
/// </summary>
/// <param name="HasAnswerF1">F1 of the answerable questions at the threshold in use.</param>
/// <param name="NoAnswerF1">The same of the unanswerable; 0 where there are none.</param>
/// <param name="AlwaysF1">F1 over all if every question is answered.</param>
/// <param name="NeverF1">F1 over all if none is.</param>
/// <param name="BestF1">F1 over all at the best threshold, chosen on these very questions.</param>
/// <param name="BestThreshold">That threshold.</param>
/// <param name="PrecisionAt">Mean F1 of the answers the reader is surest of, by the share of the questions that are answered.</param>
public sealed record AbstentionFigures(
    double HasAnswerF1, double NoAnswerF1, double AlwaysF1, double NeverF1, double BestF1, double BestThreshold, IReadOnlyDictionary<double, double> PrecisionAt)
{
    private static readonly double[] _coverages = [.25, .5, .75, 1];

    internal static AbstentionFigures Of(IReadOnlyList<QaOutcome> outcomes, double threshold)
    {
        // From the surest on, each answer given adds its score and, of an unanswerable question, takes the point of abstaining.
        var never = outcomes.Sum(outcome => outcome.IsAnswerable ? 0.0 : 1);
        QaOutcome[] surest = [.. outcomes.Where(outcome => outcome.Confidence >= 0).OrderByDescending(outcome => outcome.Confidence)];
        var (sum, best, bestThreshold) = (never, never, double.PositiveInfinity);
        for (var i = 0; i < surest.Length; i++)
        {
            sum += surest[i].F1At(0) - (surest[i].IsAnswerable ? 0 : 1);
            if (sum <= best || i + 1 < surest.Length && surest[i + 1].Confidence == surest[i].Confidence) continue;
            (best, bestThreshold) = (sum, surest[i].Confidence);
        }
        return new AbstentionFigures(
            Mean(outcomes.Where(outcome => outcome.IsAnswerable).Select(outcome => outcome.F1At(threshold))),
            Mean(outcomes.Where(outcome => !outcome.IsAnswerable).Select(outcome => outcome.F1At(threshold))),
            Mean(outcomes.Select(outcome => outcome.F1At(0))), never / outcomes.Count, best / outcomes.Count, bestThreshold,
            _coverages.ToDictionary(share => share, share => Mean(surest.Take((int)Math.Ceiling(share * outcomes.Count)).Select(outcome => outcome.F1At(0)))));
    }

    private static double Mean(IEnumerable<double> values) => values.DefaultIfEmpty(0).Average();
}
