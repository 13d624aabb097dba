using System.Text;
using System.Text.RegularExpressions;

namespace Rag.Engine.Evaluation;

/// <summary>
/// Exact match and token F1 as the SQuAD 1.1 and 2.0 evaluation scripts define them (Rajpurkar et al. 2016, 2018):
/// lower case, no ASCII punctuation, no articles, single spaces; an empty text equals only an empty text.
/// </summary>
public sealed partial class SquadScores : IAnswerScores
{
    /// <inheritdoc />
    public double ExactMatch(string prediction, string answer) => Normalise(prediction) == Normalise(answer) ? 1 : 0;

    /// <inheritdoc />
    public double F1(string prediction, string answer)
    {
        var predicted = Tokens(prediction);
        var expected = Tokens(answer);
        if (predicted.Length == 0 || expected.Length == 0) return predicted.Length == expected.Length ? 1 : 0;

        var left = expected.CountBy(token => token).ToDictionary();
        var common = 0;
        foreach (var token in predicted)
        {
            if (!left.TryGetValue(token, out var count) || count == 0) continue;
            left[token] = count - 1;
            common++;
        }
        return 2.0 * common / (predicted.Length + expected.Length);
    }

    internal static string Normalise(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var c in text.ToLowerInvariant())
            if (!(char.IsAscii(c) && (char.IsPunctuation(c) || char.IsSymbol(c)))) kept.Append(c);
        var withoutArticles = Article().Replace(kept.ToString(), " ");
        return string.Join(' ', withoutArticles.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static string[] Tokens(string text) => Normalise(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"\b(a|an|the)\b")]
    private static partial Regex Article();
}
