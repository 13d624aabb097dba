using System.Globalization;
using System.Text.RegularExpressions;

namespace Rag.Engine.Align.Readings;

/// <summary>How dates in numbers are said: with the month first and with the day first, where both can be, and by the numbers alone.</summary>
internal static partial class DateReadings
{
    /// <summary>The readings of a word that is a date, as in 12/05/2024 or 2024-05-12; empty for another.</summary>
    public static IReadOnlyList<string> Read(WrittenWord word)
    {
        if (YearFirst().Match(word.Core) is { Success: true } iso)
        {
            var numbers = $"{NumberNames.Digits(iso.Groups[2].Value, "oh")} {NumberNames.Digits(iso.Groups[3].Value, "oh")}";
            return Of(Number(iso, 1), [(Number(iso, 2), Number(iso, 3))], numbers, isYearFirst: true);
        }
        if (YearLast().Match(word.Core) is not { Success: true } date) return [];
        var (first, second, year) = (Number(date, 1), Number(date, 3), Number(date, 4));
        (int Month, int Day)[] orders = date.Groups[2].Value == "/" ? [(first, second), (second, first)] : [(second, first), (first, second)];
        return Of(year, orders, $"{Plain(date.Groups[1].Value)} {Plain(date.Groups[3].Value)}", isYearFirst: false);
    }

    private static IReadOnlyList<string> Of(int year, (int Month, int Day)[] orders, string numbers, bool isYearFirst)
    {
        var years = year is 0 ? ["two thousand"] : year < 100 ? [NumberNames.SecondPair(year)] : NumberReadings.Year(year);
        var possible = orders.Where(order => order.Month is >= 1 and <= 12 && order.Day is >= 1 and <= 31).Distinct().ToList();
        if (possible.Count == 0) return [];
        var readings = new List<string>();
        foreach (var name in years.Take(2))
        {
            foreach (var (month, day) in possible)
            {
                var (called, nth) = (CalendarNames.Month(month), NumberNames.Ordinal(day));
                readings.AddRange([$"{called} {nth} {name}", $"the {nth} of {called} {name}"]);
            }
        }
        var byNumbers = isYearFirst ? $"{years[0]} {numbers}" : $"{numbers} {years[0]}";
        return ReadingList.Of([.. readings.Take(ReadingList.Most - 1), byNumbers]);
    }

    private static string Plain(string number) => number.StartsWith('0') ? NumberNames.Digits(number, "oh")
        : NumberNames.Cardinal(int.Parse(number, CultureInfo.InvariantCulture));

    private static int Number(Match date, int group) => int.Parse(date.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})$")]
    private static partial Regex YearLast();

    [GeneratedRegex(@"^([12][0-9]{3})[-/]([0-9]{1,2})[-/]([0-9]{1,2})$")]
    private static partial Regex YearFirst();
}
