using System.Text;

namespace Rag.Engine.Evaluation;

/// <summary>How far what was written is from what was said: the fewest insertions, deletions and replacements between them.</summary>
/// <param name="Errors">How many there are.</param>
/// <param name="Length">Words or characters that were said.</param>
public readonly record struct WordErrors(int Errors, int Length)
{
    /// <summary>Errors of each that was said; may be above 1.</summary>
    public double Rate => Length > 0 ? (double)Errors / Length : Errors > 0 ? 1 : 0;

    /// <summary>In words: lower case, apostrophes dropped, whatever else is neither letter nor digit a space.</summary>
    public static WordErrors OfWords(string said, string written) => Of(Words(said), Words(written));

    /// <summary>In characters of the same words, without spaces.</summary>
    public static WordErrors OfCharacters(string said, string written) => Of<char>(string.Concat(Words(said)), string.Concat(Words(written)));

    /// <summary>All of several.</summary>
    public static WordErrors Sum(IEnumerable<WordErrors> all) => all.Aggregate((sum, next) => new WordErrors(sum.Errors + next.Errors, sum.Length + next.Length));

    private static string[] Words(string text)
    {
        var folded = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\'' or '\u2019') continue;
            folded.Append(Rune.IsLetterOrDigit(rune) ? Rune.ToLowerInvariant(rune).ToString() : " ");
        }
        return folded.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private static WordErrors Of<T>(ReadOnlySpan<T> said, ReadOnlySpan<T> written) where T : IEquatable<T>
    {
        var row = Enumerable.Range(0, written.Length + 1).ToArray(); // errors between what was said so far and the first so many written
        for (var i = 0; i < said.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 0; j < written.Length; j++)
            {
                var replaced = diagonal + (said[i].Equals(written[j]) ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(replaced, Math.Min(row[j], diagonal) + 1);
            }
        }
        return new WordErrors(row[^1], said.Length);
    }
}
