using System.Text.RegularExpressions;

namespace Rag.Engine.Align.Readings;

/// <summary>How words are said that are put together of letters, digits and signs: EM3985771, forty-seven, AT&amp;T, C++, 2019-20.</summary>
internal static partial class PieceReadings
{
    /// <summary>From how many digits on a number behind letters is rather a code.</summary>
    private const int CodeDigits = 3;

    /// <summary>The readings of the pieces one after another; empty where none of them is said.</summary>
    public static IReadOnlyList<string> Read(WrittenWord word)
    {
        if (Telephone().IsMatch(word.Core)) return NumberReadings.Code(string.Concat(word.Core.Where(char.IsAsciiDigit)));
        var pieces = Piece().Matches(word.Core).Select(match => match.Value).ToList();
        return pieces.Count == 1 && pieces[0] == word.Core && char.IsAsciiLetterOrDigit(word.Core[0]) ? []
            : ReadingList.Cross(pieces.Select((piece, i) => Of(pieces, i, word)));
    }

    /// <summary>What a sign is called; an empty string for one that is not said.</summary>
    public static IReadOnlyList<string> Symbol(char sign) => sign switch
    {
        '&' => ["and", "ampersand"],
        '@' => ["at"],
        '#' => ["hashtag", "hash", "number", ""],
        '+' => ["plus", "and"],
        '=' => ["equals", "is"],
        '/' => ["slash", "or", ""],
        '%' => ["percent", "per cent"],
        '*' => ["times", "star", ""],
        '×' => ["times", "by"],
        '÷' => ["divided by"],
        '<' => ["less than", ""],
        '>' => ["greater than", ""],
        '°' => ["degrees"],
        '$' => ["dollars", "dollar"],
        '£' => ["pounds"],
        '€' => ["euros"],
        '¥' => ["yen"],
        '±' => ["plus or minus"],
        '~' => ["about", ""],
        '§' => ["section"],
        '^' => ["to the", "caret"],
        '_' => ["underscore", ""],
        '\\' => ["backslash", ""],
        '©' => ["copyright", ""],
        '²' => ["squared", "two"],
        '³' => ["cubed", "three"],
        '√' => ["square root of"],
        '≈' => ["approximately", "about"],
        _ => [""],
    };

    private static IReadOnlyList<string> Of(List<string> pieces, int i, WrittenWord word)
    {
        var piece = pieces[i];
        var (before, after) = (i > 0 ? pieces[i - 1] : "", i + 1 < pieces.Count ? pieces[i + 1] : "");
        if (char.IsAsciiDigit(piece[0])) return Digits(piece, before, word);
        if (char.IsAsciiLetter(piece[0])) return Letters(piece, pieces.Count > 1 && (IsNumber(before) || IsNumber(after)), word);
        var isBetweenNumbers = IsNumber(before) && IsNumber(after);
        return piece[0] switch
        {
            '-' when isBetweenNumbers => ["to", "", "minus"],
            ':' when isBetweenNumbers => ["", "to"],
            '/' when !isBetweenNumbers => ["", "slash", "or"],
            '/' => ["slash", "over", ""],
            '.' when i > 0 && after.Length > 0 => isBetweenNumbers ? ["point", "dot"] : ["dot", "point", ""],
            '#' when i > 0 && char.IsAsciiLetter(before.FirstOrDefault()) => ["sharp", "hash"],
            '#' when IsNumber(after) => ["number", "hash", "hashtag", ""],
            '-' or ',' or '\'' or '"' => [""],
            var sign => Symbol(sign),
        };
    }

    private static IReadOnlyList<string> Digits(string digits, string before, WrittenWord word)
    {
        if (!digits.All(char.IsAsciiDigit)) return [.. NumberReadings.Amount(digits).Take(3)];
        var whole = NumberReadings.Read(new WrittenWord(digits, false)).Take(4);
        var isCode = before.Length > 0 && char.IsAsciiLetter(before[0]) && digits.Length >= CodeDigits;
        return ReadingList.Of(isCode ? [.. NumberReadings.Code(digits), .. whole] : [.. whole, .. word.Core.Length > 6 ? NumberReadings.Code(digits) : []]);
    }

    private static IReadOnlyList<string> Letters(string letters, bool isBesideNumber, WrittenWord word)
    {
        var small = letters.ToLowerInvariant();
        if (letters.Length == 1) return letters == "a" ? ["a", "ay"] : LetterNames.Of(letters[0]);
        if (isBesideNumber && small is "st" or "nd" or "rd" or "th" or "s") return [""];
        var read = AcronymReadings.Read(new WrittenWord(letters, false, IsShouted: word.IsShouted && !isBesideNumber));
        return read.Count > 0 ? read : [small];
    }

    private static bool IsNumber(string piece) => piece.Length > 0 && char.IsAsciiDigit(piece[0]);

    /// <summary>Groups of digits as telephones have them.</summary>
    [GeneratedRegex(@"^\+?([0-9]{1,4}[-.]){2,}[0-9]{2,5}$|^[0-9]{3}-[0-9]{4}$")]
    private static partial Regex Telephone();

    [GeneratedRegex(@"[A-Za-z]+(?:'[A-Za-z]+)*|[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+|.")]
    private static partial Regex Piece();
}
