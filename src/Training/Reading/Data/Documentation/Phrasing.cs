using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Rag.Training.Reading.Data.Documentation;

/// <summary>Says a thing in several ways: people do not ask with the words that a heading has.</summary>
internal static partial class Phrasing
{
    private const double ReplacedShare = 0.4;

    private static readonly FrozenDictionary<string, List<string>> _phrasings = WordLists.Read("Phrasings.txt").ToFrozenDictionary();

    // A word and what can stand in its place.
    private static readonly FrozenDictionary<string, string[]> _synonyms = WordLists.Read("Synonyms.txt")[""]
        .Select(line => line.Split('|'))
        .ToFrozenDictionary(words => words[0], words => words[1..], StringComparer.OrdinalIgnoreCase);

    private static readonly Regex _words = new(
        $"[A-Za-z]+|{string.Join('|', _synonyms.Keys.Where(word => !char.IsAscii(word[0])).OrderByDescending(word => word.Length))}");

    /// <summary>A question of a kind of <c>Phrasings.txt</c>.</summary>
    /// <param name="about">What it is about: {0}, {1} and {2} of the phrasing.</param>
    public static string Ask(this Random random, string kind, bool isChinese, params object?[] about)
    {
        var ways = _phrasings[$"{kind} {(isChinese ? "zh" : "en")}"];
        return string.Format(CultureInfo.InvariantCulture, ways[random.Next(ways.Count)], about);
    }

    /// <summary>The phrase with some of its words replaced by others that mean about the same.</summary>
    public static string Vary(this Random random, string phrase) => _words.Replace(phrase, word =>
    {
        var isReplaced = _synonyms.TryGetValue(word.Value, out var others) && random.NextDouble() < ReplacedShare;
        return isReplaced ? others![random.Next(others!.Length)] : word.Value;
    });

    /// <summary>A phrase in the middle of a sentence: its first letter is small unless it begins with a name.</summary>
    public static string Inside(string phrase) => Capitalised().IsMatch(phrase) ? char.ToLowerInvariant(phrase[0]) + phrase[1..] : phrase;

    [GeneratedRegex(@"^\p{Lu}\p{Ll}[^\s\p{Lu}]*(\s|$)")]
    private static partial Regex Capitalised();
}
