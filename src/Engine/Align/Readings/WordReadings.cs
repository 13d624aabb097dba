using System.Text.RegularExpressions;

namespace Rag.Engine.Align.Readings;

/// <summary>
/// How written words of English may be said (text normalisation): each word has up to eight readings, the likeliest first, of which an aligner
/// lets the sound choose. A reading is small letters, apostrophes and single spaces; letters that are spelt are written by their names.
/// </summary>
public static partial class WordReadings
{
    /// <summary>Share of the words in capitals from which on capitals say nothing about a word.</summary>
    private const double ShoutedShare = 0.6;

    private static readonly Func<WrittenWord, IReadOnlyList<string>>[] _kinds =
    [
        AddressReadings.Read, ClockReadings.Read, DateReadings.Read, MoneyReadings.Read, NumberReadings.Read, MeasureReadings.Read, Abbreviations.Read,
        RomanNumerals.Read, AcronymReadings.Read, Ordinary, HashTag, Parts, PieceReadings.Read,
    ];

    /// <summary>The readings of the words of a text, each in the light of its neighbours.</summary>
    /// <param name="words">Without white space, with their punctuation.</param>
    /// <returns>For each word its readings; none for one of which nothing is said, or that is of a script other than Latin.</returns>
    public static IReadOnlyList<IReadOnlyList<string>> OfAll(IReadOnlyList<string> words)
    {
        var isShouted = IsShouted(words);
        return [.. words.Select((word, i) => Of(word, i > 0 ? words[i - 1] : null, i + 1 < words.Count ? words[i + 1] : null, isShouted))];
    }

    /// <summary>The readings of a word.</summary>
    /// <param name="before">The word before it, if there is one: "VIII" is "the eighth" behind "Henry".</param>
    /// <param name="after">The word after it: "St." is a saint before a name.</param>
    /// <param name="isShouted">Whether all of the text is in capitals.</param>
    public static IReadOnlyList<string> Of(string word, string? before = null, string? after = null, bool isShouted = false)
    {
        var written = WrittenWord.Of(word, before, after, isShouted);
        if (written.Core.Length == 0) return Lone(word, written);
        if (written.Core.Any(c => char.IsLetter(c) && !char.IsAsciiLetter(c) && PieceReadings.Symbol(c)[0].Length == 0)) return [];
        foreach (var kind in _kinds)
        {
            if (kind(written) is { Count: > 0 } readings) return ReadingList.Of(readings);
        }
        return [];
    }

    private static bool IsShouted(IReadOnlyList<string> words)
    {
        var lettered = words.Where(word => word.Count(char.IsAsciiLetter) > 1).ToList();
        return lettered.Count >= 5 && lettered.Count(word => !word.Any(char.IsLower)) > ShoutedShare * lettered.Count;
    }

    /// <summary>A dash between numbers may be said; other punctuation that stands alone is not.</summary>
    private static IReadOnlyList<string> Lone(string word, WrittenWord written) =>
        LetterFolding.Fold(word) == "-" && written.FollowsNumber && written.After is [>= '0' and <= '9', ..] ? ["minus", "to"] : [];

    private static IReadOnlyList<string> Ordinary(WrittenWord word)
    {
        if (!Letters().IsMatch(word.Lower)) return [];
        return word.Lower.Length > 1 ? [word.Lower] : word.Lower switch
        {
            "a" => ["a", "ay"],
            "i" => ["i", "eye"],
            "o" => ["oh", "o"],
            var letter => LetterNames.Of(letter[0]),
        };
    }

    /// <summary>Several words in one behind a #, each with a capital.</summary>
    private static IReadOnlyList<string> HashTag(WrittenWord word) => Tag().Match(word.Core) is { Success: true } tag
        ? ReadingList.Cross(["hashtag", "hash", ""],
            [string.Join(' ', Humps().Matches(tag.Groups[1].Value).Select(hump => hump.Value.ToLowerInvariant()))]) : [];

    /// <summary>What hyphens join, each part as a word of its own where it is more than letters: $5-$10, COVID-19's, 5km-long.</summary>
    private static IReadOnlyList<string> Parts(WrittenWord word)
    {
        var parts = word.Core.Split('-', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 2 || !parts.Any(part => NeedsRule().IsMatch(part))) return [];
        var readings = new List<IReadOnlyList<string>>();
        for (var i = 0; i < parts.Length; i++)
        {
            if (i > 0 && parts[i - 1].Any(char.IsAsciiDigit) && parts[i].Any(char.IsAsciiDigit)) readings.Add(["to", ""]);
            readings.Add([.. Of(parts[i], isShouted: word.IsShouted).Take(3)]);
        }
        return ReadingList.Cross(readings);
    }

    [GeneratedRegex("^[a-z]+('[a-z]+)*$")]
    private static partial Regex Letters();

    [GeneratedRegex("^#([A-Za-z]+)$")]
    private static partial Regex Tag();

    [GeneratedRegex("[A-Z]?[a-z]+|[A-Z]+(?![a-z])")]
    private static partial Regex Humps();

    /// <summary>A number with a unit, a currency or an ending.</summary>
    [GeneratedRegex(@"^[$£€]?[0-9][0-9,.]*[A-Za-z%]+$|^[$£€][0-9][0-9,.]*$")]
    private static partial Regex NeedsRule();
}
