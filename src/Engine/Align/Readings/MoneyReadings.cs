using System.Globalization;
using System.Text.RegularExpressions;

namespace Rag.Engine.Align.Readings;

/// <summary>How sums of money are said.</summary>
internal static partial class MoneyReadings
{
    private sealed record Currency(string One, string Many, string Cent, string Cents);

    private static readonly Dictionary<string, Currency> _currencies = new()
    {
        ["$"] = new("dollar", "dollars", "cent", "cents"),
        ["£"] = new("pound", "pounds", "penny", "pence"),
        ["€"] = new("euro", "euros", "cent", "cents"),
        ["¥"] = new("yen", "yen", "sen", "sen"),
        ["₹"] = new("rupee", "rupees", "paisa", "paise"),
        ["₩"] = new("won", "won", "jeon", "jeon"),
        ["₽"] = new("ruble", "rubles", "kopek", "kopeks"),
        ["¢"] = new("cent", "cents", "cent", "cents"),
    };

    private static readonly Dictionary<string, string> _scales = new()
    {
        ["k"] = "thousand",
        ["m"] = "million",
        ["mn"] = "million",
        ["mm"] = "million",
        ["b"] = "billion",
        ["bn"] = "billion",
        ["t"] = "trillion",
        ["tn"] = "trillion",
        ["thousand"] = "thousand",
        ["million"] = "million",
        ["billion"] = "billion",
        ["trillion"] = "trillion",
    };

    /// <summary>The readings of a word that is a sum, as in $43,000 or £5.50 or €3m, or the scale behind one; empty for another.</summary>
    public static IReadOnlyList<string> Read(WrittenWord word)
    {
        if (word.Before is { Length: > 1 } before && _currencies.TryGetValue(before[..1], out var counted) && IsScale(word.Lower))
            return ReadingList.Of($"{word.Lower} {counted.Many}", word.Lower);
        if (word.Lower is ['-', _, ..]) return Read(word.With(word.Core[1..])) is { Count: > 0 } positive ? ReadingList.Cross(["minus"], positive) : [];
        var sum = Prefixed().Match(word.Lower);
        if (!sum.Success) sum = Suffixed().Match(word.Lower);
        if (!sum.Success) return [];
        var (sign, number) = (sum.Groups["sign"].Value, sum.Groups["number"].Value);
        if (sign is "p" or "c") return OfPence(number, sign);
        var currency = _currencies[sign];
        if (_scales.TryGetValue(sum.Groups["scale"].Value, out var scale)) return Scaled(number, scale, sum.Groups["scale"].Value, currency);
        if (IsScale(word.After)) return ReadingList.Cross(NumberReadings.Amount(number), ["", currency.Many]);
        return Cents().Match(number) is { Success: true } cents
            ? WithCents(cents.Groups[1].Value, int.Parse(cents.Groups[2].Value, CultureInfo.InvariantCulture), currency) : Plain(number, currency);
    }

    private static IReadOnlyList<string> Plain(string number, Currency currency)
    {
        var amounts = NumberReadings.Amount(number);
        if (number == "1") return ReadingList.Of($"one {currency.One}", $"a {currency.One}", "one");
        return ReadingList.Of([.. amounts.Select(amount => $"{amount} {currency.Many}"), .. amounts.Take(2)]);
    }

    private static IReadOnlyList<string> Scaled(string number, string scale, string letters, Currency currency)
    {
        var amounts = NumberReadings.Amount(number);
        var spelt = letters == scale ? "" : LetterNames.Spell(letters)[0];
        return ReadingList.Of([
            .. amounts.Take(2).Select(amount => $"{amount} {scale} {currency.Many}"), .. amounts.Take(2).Select(amount => $"{amount} {scale}"),
            .. amounts.Take(1).Select(amount => $"{amount} {spelt} {currency.Many}"), .. amounts.Take(1).Select(amount => $"{amount} {spelt}")]);
    }

    private static IReadOnlyList<string> WithCents(string whole, int cents, Currency currency)
    {
        var (small, smallName) = (NumberNames.Cardinal(cents), cents == 1 ? currency.Cent : currency.Cents);
        if (cents == 0) return Plain(whole, currency);
        var amount = NumberReadings.Amount(whole)[0];
        var named = $"{amount} {(whole == "1" ? currency.One : currency.Many)}";
        var spoken = cents < 10 ? $"oh {small}" : small;
        if (whole.Trim('0').Length == 0) return ReadingList.Of($"{small} {smallName}", $"zero {currency.Many} and {small} {smallName}",
            $"zero point {NumberNames.Digits($"{cents:00}")} {currency.Many}", small);
        return ReadingList.Of(
            $"{named} {small}", $"{named} and {small} {smallName}", $"{amount} {spoken}", $"{named} {small} {smallName}", $"{named} and {small}",
            $"{amount} point {NumberNames.Digits($"{cents:00}")} {currency.Many}");
    }

    private static IReadOnlyList<string> OfPence(string number, string sign)
    {
        var (one, many) = sign == "p" ? ("penny", "pence") : ("cent", "cents");
        var amounts = NumberReadings.Amount(number);
        return ReadingList.Of(
            [.. amounts.Take(2).Select(amount => $"{amount} {(number == "1" ? one : many)}"), $"{amounts[0]} {LetterNames.Of(sign[0])[0]}"]);
    }

    private static bool IsScale(string? word) => word is { Length: > 6 } && _scales.ContainsKey(word.ToLowerInvariant());

    [GeneratedRegex(
        @"^(us|a|au|ca|c|nz|hk|s)?(?<sign>[$£€¥₹₩₽])(?<number>[0-9][0-9,]*(\.[0-9]+)?|\.[0-9]+)"
        + "(?<scale>k|mn|mm|m|bn|b|tn|t|thousand|million|billion|trillion)?$")]
    private static partial Regex Prefixed();

    [GeneratedRegex(@"^(?<number>[0-9][0-9,]*(\.[0-9]+)?)((?<scale>k|mn|m|bn|tn)?(?<sign>[$£€¥₹₩₽])|(?<sign>[¢pc]))$")]
    private static partial Regex Suffixed();

    [GeneratedRegex(@"^([0-9,]*)\.([0-9]{2})$")]
    private static partial Regex Cents();
}
