using Rag.Encoders.DataSets;
using Rag.Engine.Ask;

namespace Rag.Engine.Evaluation;

/// <summary>How one question of a set fared.</summary>
/// <param name="ExactMatch">Of the answer, if it counts as given.</param>
/// <param name="F1">The same.</param>
/// <param name="Confidence">What the reader gives for it; less than 0 where it has no answer at all.</param>
/// <param name="Rank">Place of the question's paragraph among what was found, from 0; -1 where it is not there.</param>
/// <param name="IsCited">Whether the answer's text stands in a passage it cites.</param>
/// <param name="CitesAnswer">Whether the first citation contains an accepted answer.</param>
internal sealed record QaOutcome(
    bool IsAnswerable, double ExactMatch, double F1, bool ContainsAnswer, double Confidence, int Rank, bool IsCited, bool CitesAnswer, TimeSpan Time)
{
    public static QaOutcome Of(Question question, Answer answer, int rank, TimeSpan time, IAnswerScores scores)
    {
        var (text, cited) = (answer.Text ?? "", answer.Citations is [var first, ..] ? first.Text : "");
        return new QaOutcome(
            question.Answers.Count > 0,
            question.Answers.Select(expected => scores.ExactMatch(text, expected)).DefaultIfEmpty(text.Length == 0 ? 1 : 0).Max(),
            question.Answers.Select(expected => scores.F1(text, expected)).DefaultIfEmpty(text.Length == 0 ? 1 : 0).Max(),
            ContainsAny(text, question), answer.Abstained ? -1 : answer.Confidence, rank,
            answer.Citations.Any(citation => citation.Text.Contains(text, StringComparison.Ordinal)), ContainsAny(cited, question), time);
    }

    public bool IsGiven(double threshold) => Confidence >= threshold;

    public double ExactMatchAt(double threshold) => IsGiven(threshold) ? ExactMatch : IsAnswerable ? 0 : 1;

    public double F1At(double threshold) => IsGiven(threshold) ? F1 : IsAnswerable ? 0 : 1;

    private static bool ContainsAny(string text, Question question) =>
        question.Answers.Any(answer => SquadScores.Normalise(text).Contains(SquadScores.Normalise(answer), StringComparison.Ordinal));
}
