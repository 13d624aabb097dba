using System.Text;

namespace Rag.Engine.Evaluation;

/// <summary>
/// Exact match and F1 as the CMRC 2018 evaluation script (version 5) defines them: Chinese is split into characters, other
/// text at white space, listed punctuation is dropped, and F1 comes from the longest common substring of the two token lists.
/// </summary>
public sealed class CmrcScores : IAnswerScores
{
    private const string Punctuation = "-:_*^/\\~`+=，。：？！“”；’《》·、「」（）－～『』";

    /// <inheritdoc />
    public double ExactMatch(string prediction, string answer) =>
        WithoutPunctuation(prediction) == WithoutPunctuation(answer) ? 1 : 0;

    /// <inheritdoc />
    public double F1(string prediction, string answer)
    {
        var predicted = Tokens(prediction);
        var expected = Tokens(answer);
        var common = LongestCommonRun(predicted, expected);
        return common == 0 ? 0 : 2.0 * common / (predicted.Count + expected.Count);
    }

    private static string WithoutPunctuation(string text) =>
        string.Concat(text.ToLowerInvariant().Trim().Where(c => !Punctuation.Contains(c)));

    private static List<string> Tokens(string text)
    {
        var tokens = new List<string>();
        var pending = new StringBuilder();
        foreach (var c in WithoutPunctuation(text))
        {
            if (c is >= '\u4e00' and <= '\u9fa5')
            {
                Flush();
                tokens.Add(c.ToString());
            }
            else
            {
                pending.Append(c);
            }
        }
        Flush();
        return tokens;

        void Flush()
        {
            tokens.AddRange(pending.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            pending.Clear();
        }
    }

    private static int LongestCommonRun(List<string> a, List<string> b)
    {
        var longest = 0;
        var previous = new int[b.Count + 1]; // previous[j]: the common run that ends at the last a and at b[j - 1]
        foreach (var token in a)
        {
            var current = new int[b.Count + 1];
            for (var j = 0; j < b.Count; j++)
            {
                if (token == b[j]) longest = Math.Max(longest, current[j + 1] = previous[j] + 1);
            }
            previous = current;
        }
        return longest;
    }
}
