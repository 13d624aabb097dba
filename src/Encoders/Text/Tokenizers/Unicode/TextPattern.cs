using System.Globalization;
using System.Text.RegularExpressions;
using Rag.Encoders.Text.Tokenizers.Files;

namespace Rag.Encoders.Text.Tokenizers.Unicode;

/// <summary>
/// A regular expression that sees code points. .NET's sees UTF-16 units, in which a rare Chinese character or an emoji is two
/// surrogates and no letter or symbol: where a text has such, a stand-in of the same category takes each one's place.
/// </summary>
internal sealed class TextPattern(Regex regex)
{
    /// <summary>No pattern of a public tokenizer needs a thousandth of it for a text; a hostile one is stopped by it.</summary>
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);

    /// <summary>Reads <c>{"String": "x"}</c> or <c>{"Regex": "x+"}</c>.</summary>
    public static TextPattern Read(JsonPart part)
    {
        var text = part.Optional("String")?.AsString();
        var pattern = text is not null ? Regex.Escape(text) : part.Required("Regex").AsString();
        if (pattern.Length == 0) throw part.Bad("an empty pattern matches everywhere");
        try
        {
            return new TextPattern(new Regex(pattern, RegexOptions.CultureInvariant, _limit));
        }
        catch (ArgumentException e)
        {
            throw part.Bad($"no regular expression .NET knows: {e.Message}");
        }
    }

    /// <summary>The matches in order, as ranges of UTF-16 units; empty ones are left out.</summary>
    /// <exception cref="TextLimitException">The pattern takes too long.</exception>
    public List<(int Start, int End)> Matches(ReadOnlySpan<char> text)
    {
        try
        {
            return Find(text);
        }
        catch (RegexMatchTimeoutException)
        {
            throw new TextLimitException($"the pattern {regex} takes more than {_limit.TotalSeconds} s on a text of {text.Length} characters");
        }
    }

    private List<(int Start, int End)> Find(ReadOnlySpan<char> text)
    {
        var matches = new List<(int, int)>();
        if (!text.ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            foreach (var match in regex.EnumerateMatches(text))
            {
                if (match.Length > 0) matches.Add((match.Index, match.Index + match.Length));
            }
            return matches;
        }

        var standIns = new char[text.Length];
        var starts = new int[text.Length + 1];
        var count = 0;
        for (var i = 0; i < text.Length; count++)
        {
            var code = CodePoint.At(text, i, out var length);
            standIns[count] = length == 1 ? text[i] : StandIn(CodePoint.Category(code));
            starts[count] = i;
            i += length;
        }
        starts[count] = text.Length;
        foreach (var match in regex.EnumerateMatches(standIns.AsSpan(0, count)))
        {
            if (match.Length > 0) matches.Add((starts[match.Index], starts[match.Index + match.Length]));
        }
        return matches;
    }

    private static char StandIn(UnicodeCategory category) => category switch
    {
        UnicodeCategory.UppercaseLetter => '\u01CD',
        UnicodeCategory.LowercaseLetter => '\u01CE',
        UnicodeCategory.OtherLetter => '\u4E00',
        UnicodeCategory.ModifierLetter => '\u02B0',
        UnicodeCategory.NonSpacingMark => '\u0363',
        UnicodeCategory.SpacingCombiningMark => '\u0903',
        UnicodeCategory.DecimalDigitNumber => '\u0966',
        UnicodeCategory.LetterNumber => '\u2160',
        UnicodeCategory.OtherNumber => '\u2460',
        UnicodeCategory.OtherPunctuation => '\u203B',
        UnicodeCategory.DashPunctuation => '\u2E3A',
        UnicodeCategory.MathSymbol => '\u2200',
        UnicodeCategory.CurrencySymbol => '\u20A0',
        UnicodeCategory.ModifierSymbol => '\u02C2',
        UnicodeCategory.OtherSymbol => '\u2600',
        UnicodeCategory.Format => '\u2060',
        UnicodeCategory.PrivateUse => '\uE000',
        _ => '\uFFFF', // not assigned
    };
}
