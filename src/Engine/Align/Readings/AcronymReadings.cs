using System.Text.RegularExpressions;

namespace Rag.Engine.Align.Readings;

/// <summary>How capitals are said: letter by letter, or as a word where that can be spoken.</summary>
internal static partial class AcronymReadings
{
    /// <summary>The readings of a word in capitals or of letters with dots, with what a plural or a genitive adds; empty for another.</summary>
    public static IReadOnlyList<string> Read(WrittenWord word)
    {
        if (Dotted().Match(word.Core) is { Success: true } dotted) return Ending(LetterNames.Spell(dotted.Groups[1].Value), dotted.Groups[2].Value);
        if (word.Lower == "www" || Consonants().IsMatch(word.Core)) return ReadingList.Of([.. LetterNames.Spell(word.Core).Take(2), word.Lower]);
        if (word.IsShouted || Capitals().Match(word.Core) is not { Success: true } capitals) return [];
        var letters = capitals.Groups[1].Value;
        var spelt = Ending(LetterNames.Spell(letters), capitals.Groups[2].Value);
        var asWord = Ending([letters.ToLowerInvariant()], capitals.Groups[2].Value);
        if (letters.Length > 6) return asWord;
        return IsSpeakable(letters) ? ReadingList.Of([.. asWord, .. spelt.Take(2)]) : ReadingList.Of([.. spelt.Take(2), .. asWord]);
    }

    private static IReadOnlyList<string> Ending(IReadOnlyList<string> readings, string ending) =>
        ReadingList.Of(readings.Select(reading => reading + ending));

    /// <summary>Whether vowels and consonants take turns, in four letters or more.</summary>
    private static bool IsSpeakable(string letters) =>
        letters.Length >= 4 && letters.Any(c => "AEIOUY".Contains(c)) && !Cluster().IsMatch(letters);

    [GeneratedRegex(@"^((?:[A-Za-z]\.)+[A-Za-z])\.?('?s)?$")]
    private static partial Regex Dotted();

    [GeneratedRegex(@"^([A-Z]{2,}|[A-Z](?=s$))('?s)?$")]
    private static partial Regex Capitals();

    /// <summary>Small letters that no one can speak: tv, pc, kgb; not hmm, shh, pst, nth.</summary>
    [GeneratedRegex(@"^(?!.*(.)\1)(?!pst|nth|psst|hm)[b-df-hj-np-tv-xz]{2,5}$")]
    private static partial Regex Consonants();

    [GeneratedRegex("[^AEIOUY]{4}|^[^AEIOUY]{3}|^[^AEIOUYLRHW]{2}(?<!ST|SP|SK|SC|SN|SM)|[AEIOU]{3}|[JQVX]$")]
    private static partial Regex Cluster();
}
