using System.Text.RegularExpressions;

namespace Rag.Engine.Align.Readings;

/// <summary>How addresses of mail and of the web are said, with and without what is often left out.</summary>
internal static partial class AddressReadings
{
    /// <summary>The readings of an address; empty for another word.</summary>
    public static IReadOnlyList<string> Read(WrittenWord word)
    {
        if (Mail().IsMatch(word.Core)) return ReadingList.Cross(Parts(word.Core));
        if (Web().Match(word.Core) is not { Success: true } web
            || !(web.Groups[1].Success || web.Groups[2].Success || Known().IsMatch(web.Groups[3].Value))) return [];
        var rest = word.Core[(web.Groups[1].Length + web.Groups[2].Length)..].TrimEnd('/');
        var name = ReadingList.Cross(Parts(rest));
        var readings = new List<string>(name.Take(2));
        if (web.Groups[2].Success) readings.AddRange(LetterNames.Spell("www").Select(www => $"{www} dot {name[0]}"));
        if (web.Groups[1].Success)
        {
            var www = web.Groups[2].Success ? $"{LetterNames.Spell("www")[0]} dot " : "";
            readings.Add($"{LetterNames.Spell(web.Groups[1].Value)[0]} colon slash slash {www}{name[0]}");
        }
        return ReadingList.Of(readings);
    }

    private static IEnumerable<IReadOnlyList<string>> Parts(string address) => Part().Matches(address).Select(part => PartOf(part.Value));

    private static IReadOnlyList<string> PartOf(string part) => part[0] switch
    {
        '.' => ["dot"],
        '@' => ["at"],
        '/' => ["slash"],
        '-' => ["dash", "hyphen"],
        '_' => ["underscore"],
        >= '0' and <= '9' => [.. NumberReadings.Read(new WrittenWord(part, false)).Take(2)],
        var c when char.IsAsciiLetter(c) => Letters(part),
        _ => PieceReadings.Symbol(part[0]),
    };

    private static IReadOnlyList<string> Letters(string part)
    {
        var word = part.ToLowerInvariant();
        return word.Length == 1 ? LetterNames.Of(word[0]) : word.Length == 2 || !word.Any(c => "aeiouy".Contains(c))
            ? [LetterNames.Spell(word)[0], word] : word.Length == 3 ? [word, LetterNames.Spell(word)[0]] : [word];
    }

    [GeneratedRegex(@"^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")]
    private static partial Regex Mail();

    [GeneratedRegex(@"^([A-Za-z]+://)?(www\.)?([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)([/?#:].*)?$")]
    private static partial Regex Web();

    /// <summary>Endings by which a name is one of the web though nothing stands before it.</summary>
    [GeneratedRegex(@"\.(com|org|net|edu|gov|info|io|ai|uk|de|fr|eu|us|ca|au|nz|ch|cn|jp|co|tv)$", RegexOptions.IgnoreCase)]
    private static partial Regex Known();

    [GeneratedRegex(@"[A-Za-z]+|[0-9]+|.")]
    private static partial Regex Part();
}
