using System.Globalization;
using System.Text.RegularExpressions;

namespace Rag.Engine.Align.Readings;

/// <summary>How numbers are said: amounts, years, decades, ordinals, decimals, fractions, one digit after another.</summary>
internal static partial class NumberReadings
{
    private static readonly Dictionary<char, string> _vulgar = new()
    {
        ['½'] = "1/2",
        ['¼'] = "1/4",
        ['¾'] = "3/4",
        ['⅓'] = "1/3",
        ['⅔'] = "2/3",
        ['⅛'] = "1/8",
        ['⅜'] = "3/8",
        ['⅝'] = "5/8",
        ['⅞'] = "7/8",
        ['⅕'] = "1/5",
    };

    /// <summary>The readings of a word that is a number; empty for another.</summary>
    public static IReadOnlyList<string> Read(WrittenWord word)
    {
        var text = word.Lower;
        if (text is ['-', _, ..] && Read(word.With(text[1..])) is { Count: > 0 } positive) return ReadingList.Cross(["minus", "negative"], positive);
        if (Whole().IsMatch(text)) return Integer(text, word);
        if (Grouped().IsMatch(text) || Decimal().IsMatch(text)) return Amount(text);
        if (Dotted().IsMatch(text)) return ReadingList.Of(Between(text.Split('.'), " point "), Between(text.Split('.'), " dot "),
            Between(text.Split('.'), " "));
        if (Ordinal().Match(text) is { Success: true } ordinal && Parse(ordinal.Groups[1].Value) is { } nth)
            return ReadingList.Of(NumberNames.Ordinal(nth, and: true), NumberNames.Ordinal(nth));
        if (Plurals().Match(text) is { Success: true } plural) return PluralOf(plural.Groups[1].Value);
        if (Possessive().Match(text) is { Success: true } owner) return ReadingList.Of(Integer(owner.Groups[1].Value, word)
            .Select(reading => $"{reading}'s"));
        if (Fraction().Match(text) is { Success: true } fraction) return FractionOf(fraction.Groups[1].Value, fraction.Groups[2].Value);
        return text.Length > 0 && _vulgar.TryGetValue(text[^1], out var parts) && (text.Length == 1 || Whole().IsMatch(text[..^1]))
            ? Vulgar(text[..^1], parts.Split('/')) : [];
    }

    /// <summary>How a number is said that counts something: with or without "and", never as a year and never by its digits.</summary>
    /// <param name="text">Digits, perhaps in groups, perhaps with a decimal point.</param>
    public static IReadOnlyList<string> Amount(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0) return DecimalOf(text[..point], text[(point + 1)..]);
        if (Parse(text) is not { } number) return ReadingList.Of(NumberNames.Digits(text.Replace(",", "", StringComparison.Ordinal)));
        var names = new List<string> { NumberNames.Cardinal(number, and: true), NumberNames.Cardinal(number) };
        if (number is >= 100 and < 200 or 1000) names.Add("a" + names[0]["one".Length..]);
        if (number is > 1000 and < 10_000 && number % 100 == 0 && number % 1000 != 0) names.Add($"{NumberNames.Cardinal(number / 100)} hundred");
        if (number == 0) names.AddRange(["oh", "nought", "nil"]);
        return ReadingList.Of(names);
    }

    /// <summary>How digits are said that stand for themselves, as in a code or the number of a telephone.</summary>
    public static IReadOnlyList<string> Code(string digits) => ReadingList.Of(NumberNames.Digits(digits), NumberNames.Digits(digits, "oh"));

    /// <summary>How a year is said, the likeliest way first.</summary>
    public static IReadOnlyList<string> Year(int year)
    {
        var cardinals = new[] { NumberNames.Cardinal(year, and: true), NumberNames.Cardinal(year) };
        if (year is < 1000 or > 9999 || year % 1000 == 0) return ReadingList.Of(cardinals);
        var pairs = $"{NumberNames.Cardinal(year / 100)} {NumberNames.SecondPair(year % 100)}";
        return year is > 2000 and < 2010 ? ReadingList.Of([.. cardinals, pairs]) : ReadingList.Of([pairs, .. cardinals]);
    }

    private static IReadOnlyList<string> Integer(string digits, WrittenWord word)
    {
        if (digits.Length > NumberNames.MostDigits) return Code(digits);
        if (digits is ['0', _, ..]) return ReadingList.Of([NumberNames.Digits(digits, "oh"), NumberNames.Digits(digits), .. Doubled(digits)]);
        var number = Parse(digits)!.Value;
        if (number is > 0 and <= 31 && CalendarNames.IsMonth(word.Before)) return ReadingList.Of(NumberNames.Ordinal(number),
            $"the {NumberNames.Ordinal(number)}", NumberNames.Cardinal(number));
        if (number is > 0 and <= 31 && CalendarNames.IsMonth(word.After))
            return ReadingList.Of($"the {NumberNames.Ordinal(number)} of", NumberNames.Ordinal(number), NumberNames.Cardinal(number),
                $"the {NumberNames.Ordinal(number)}");
        var pair = (int)(number % 100);
        return digits.Length switch
        {
            < 3 => ReadingList.Of([.. Amount(digits), NumberNames.Digits(digits)]),
            3 => ReadingList.Of([.. Amount(digits), $"{NumberNames.Cardinal(number / 100)} {NumberNames.SecondPair(pair)}", .. Code(digits).Reverse()]),
            4 => Thousands((int)number, digits),
            _ => ReadingList.Of([.. Amount(digits), .. Code(digits)]),
        };
    }

    /// <summary>Of four digits: a year, or perhaps not.</summary>
    private static IReadOnlyList<string> Thousands(int number, string digits)
    {
        var (amount, year) = (Amount(digits), Year(number));
        var readings = new List<string>(number is >= 1100 and < 2100 ? [.. year, .. amount] : [.. amount, .. year]);
        if (number % 100 != 0 && number / 100 % 10 != 0)
        {
            var hundred = $"{NumberNames.Cardinal(number / 100)} hundred";
            readings.AddRange([$"{hundred} and {NumberNames.Cardinal(number % 100)}", $"{hundred} {NumberNames.Cardinal(number % 100)}"]);
        }
        var codes = Code(digits).Reverse().ToList();
        return ReadingList.Of([.. ReadingList.Of(readings).Take(ReadingList.Most - codes.Count), .. codes]);
    }

    private static IEnumerable<string> Doubled(string digits) =>
        digits.StartsWith("00", StringComparison.Ordinal) && digits.Length > 2 ? [$"double oh {NumberNames.Digits(digits[2..])}"] : [];

    private static IReadOnlyList<string> DecimalOf(string whole, string decimals)
    {
        IReadOnlyList<string> before = whole.Length == 0 ? ["", "zero", "nought"] : whole == "0" ? ["zero", "nought", "oh", ""] : [.. Amount(whole).Take(2)];
        var after = new List<string> { NumberNames.Digits(decimals) };
        if (decimals.Contains('0')) after.Add(NumberNames.Digits(decimals, "oh"));
        if (decimals.Length == 2 && decimals[0] != '0') after.Add(NumberNames.Cardinal(Parse(decimals)!.Value));
        var readings = ReadingList.Cross(before, ["point"], after);
        return decimals == "5" && whole is not ("" or "0") ? ReadingList.Of([readings[0], $"{before[0]} and a half", .. readings.Skip(1)]) : readings;
    }

    private static IReadOnlyList<string> PluralOf(string digits)
    {
        if (Parse(digits) is not { } number) return [];
        IReadOnlyList<string> names = digits.Length == 4 ? [.. Year((int)number), .. Amount(digits)] : Amount(digits);
        return ReadingList.Of([.. names.Select(NumberNames.Plural).Take(ReadingList.Most - 1), $"{names[0]} seconds"]);
    }

    private static IReadOnlyList<string> FractionOf(string upper, string lower)
    {
        var plain = Amount(upper)[0];
        var (over, under) = (Parse(upper), Amount(lower)[0]);
        var readings = new List<string>();
        if (over > 0 && Parse(lower) is >= 2 and <= 100 and var parts && over < parts) readings.AddRange(Parts(over.Value, parts));
        if (readings.Count == 0) readings.Add($"{plain} {under}"); // 24/7 is no part of anything
        readings.AddRange([$"{plain} over {under}", $"{plain} slash {under}", $"{plain} {under}", $"{plain} out of {under}"]);
        return ReadingList.Of(readings);
    }

    /// <summary>So many of so many equal parts.</summary>
    private static IEnumerable<string> Parts(long over, long parts)
    {
        string[] names = parts switch { 2 => ["half"], 4 => ["quarter", "fourth"], _ => [NumberNames.Ordinal(parts)] };
        if (over > 1) return names.Select(name => $"{NumberNames.Cardinal(over)} {(name == "half" ? "halves" : NumberNames.Plural(name))}");
        return names.SelectMany(name =>
            new[] { name == "half" ? "half" : $"one {name}", $"{(name.StartsWith("eigh", StringComparison.Ordinal) ? "an" : "a")} {name}", $"one {name}" });
    }

    private static IReadOnlyList<string> Vulgar(string whole, string[] parts)
    {
        var part = Parts(Parse(parts[0])!.Value, Parse(parts[1])!.Value).ToList();
        return whole.Length == 0 ? ReadingList.Of(part)
            : ReadingList.Cross(Amount(whole), ["and"], [.. part.OrderByDescending(name => name.StartsWith('a'))]);
    }

    private static string Between(string[] numbers, string mark) => string.Join(mark, numbers.Select(number => Amount(number)[0]));

    private static long? Parse(string digits)
    {
        var plain = digits.Replace(",", "", StringComparison.Ordinal);
        return plain.Length is > 0 and <= NumberNames.MostDigits ? long.Parse(plain, NumberStyles.None, CultureInfo.InvariantCulture) : null;
    }

    [GeneratedRegex(@"^[0-9]+$")]
    private static partial Regex Whole();

    [GeneratedRegex(@"^[0-9]{1,3}(,[0-9]{3})+$")]
    private static partial Regex Grouped();

    [GeneratedRegex(@"^([0-9]+|[0-9]{1,3}(,[0-9]{3})+)?\.[0-9]+$")]
    private static partial Regex Decimal();

    [GeneratedRegex(@"^[0-9]+(\.[0-9]+){2,}$")]
    private static partial Regex Dotted();

    [GeneratedRegex(@"^([0-9][0-9,]*)(st|nd|rd|th)$")]
    private static partial Regex Ordinal();

    [GeneratedRegex(@"^'?([0-9]*0(?='?s$)|[0-9]+(?=s$))'?s$")]
    private static partial Regex Plurals();

    [GeneratedRegex(@"^([0-9]+)'s$")]
    private static partial Regex Possessive();

    [GeneratedRegex(@"^([0-9]+)/([0-9]+)$")]
    private static partial Regex Fraction();
}
