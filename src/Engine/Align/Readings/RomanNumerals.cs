using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Rag.Engine.Align.Readings;

/// <summary>How Roman numerals are said behind the names of kings, popes, wars and chapters.</summary>
internal static partial class RomanNumerals
{
    private static readonly FrozenSet<string> _counted = new[]
    {
        "war", "chapter", "part", "volume", "vol", "act", "scene", "book", "section", "type", "phase", "class", "stage", "level", "article",
        "appendix", "figure", "table", "title", "grade", "canto",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly Dictionary<char, int> _values = new() { ['I'] = 1, ['V'] = 5, ['X'] = 10, ['L'] = 50, ['C'] = 100, ['D'] = 500, ['M'] = 1000 };

    /// <summary>The readings of a word that is a numeral behind a name; empty for another, and for what is rather a word.</summary>
    public static IReadOnlyList<string> Read(WrittenWord word)
    {
        var isOwned = word.Core.EndsWith("'s", StringComparison.Ordinal);
        var numeral = isOwned ? word.Core[..^2] : word.Core;
        if (numeral.Length == 0 || word.IsShouted || !Numeral().IsMatch(numeral) || word.Before is not { Length: > 1 } before
            || !char.IsUpper(before[0])) return [];
        var number = Value(numeral);
        var (name, nth) = (NumberNames.Cardinal(number), NumberNames.Ordinal(number));
        List<string> readings = _counted.Contains(before) ? [name, $"the {nth}", nth] : [$"the {nth}", name, nth];
        if (numeral == "I") readings = _counted.Contains(before) ? [.. readings, "i"]
            : ["i", .. readings]; // "John I know" is a likelier sentence than a king
        else readings.AddRange(LetterNames.Spell(numeral).Take(2));
        return ReadingList.Of(readings.Select(reading => isOwned ? $"{reading}'s" : reading));
    }

    private static int Value(string numeral)
    {
        var sum = 0;
        for (var i = 0; i < numeral.Length; i++)
        {
            var value = _values[numeral[i]];
            sum += i + 1 < numeral.Length && _values[numeral[i + 1]] > value ? -value : value;
        }
        return sum;
    }

    [GeneratedRegex("^(?=.)M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})$")]
    private static partial Regex Numeral();
}
