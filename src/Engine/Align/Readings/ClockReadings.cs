using System.Globalization;
using System.Text.RegularExpressions;

namespace Rag.Engine.Align.Readings;

/// <summary>How times of day are said.</summary>
internal static partial class ClockReadings
{
    /// <summary>The readings of a word that is a time, as in 10:30, 10.30am or 7pm; empty for another.</summary>
    public static IReadOnlyList<string> Read(WrittenWord word)
    {
        if (Time().Match(word.Lower) is not { Success: true } time) return [];
        var hour = int.Parse(time.Groups["h"].Value, CultureInfo.InvariantCulture);
        var half = time.Groups["half"].Value is { Length: > 0 } letter ? $"{LetterNames.Of(letter[0])[0]} {LetterNames.Of('m')[0]}" : "";
        if (hour > 24 || (half.Length > 0 && hour > 12)) return [];
        if (!time.Groups["m"].Success) return half.Length == 0 ? []
            : ReadingList.Of($"{NumberNames.Cardinal(hour)} {half}", $"{NumberNames.Cardinal(hour)} o'clock");
        if (time.Groups["dot"].Success && half.Length == 0) return [];
        var minute = int.Parse(time.Groups["m"].Value, CultureInfo.InvariantCulture);
        var readings = OfMinute(hour, minute, time.Groups["h"].Value.StartsWith('0')).Select(reading => $"{reading} {half}");
        if (!time.Groups["s"].Success) return ReadingList.Of(readings);
        var second = int.Parse(time.Groups["s"].Value, CultureInfo.InvariantCulture);
        return ReadingList.Of(readings.Select(reading => $"{reading} {(second == 0 ? "" : NumberNames.SecondPair(second))}"));
    }

    private static IEnumerable<string> OfMinute(int hour, int minute, bool hasZero)
    {
        var (name, next) = (NumberNames.Cardinal(hour), NumberNames.Cardinal((hour % 12) + 1));
        if (hasZero && hour > 0) return OfMinute(hour, minute, false).Concat(OfMinute(hour, minute, false).Take(1).Select(reading => $"oh {reading}"));
        return minute switch
        {
            0 when hour is 0 or > 12 => [$"{name} hundred", name, $"{name} hundred hours"],
            0 => [$"{name} o'clock", name, $"{name} hundred"],
            < 10 => [$"{name} oh {NumberNames.Cardinal(minute)}", $"{NumberNames.Cardinal(minute)} past {name}", $"{name} {NumberNames.Cardinal(minute)}"],
            15 => [$"{name} fifteen", $"quarter past {name}", $"a quarter past {name}"],
            30 => [$"{name} thirty", $"half past {name}"],
            45 => [$"{name} forty five", $"quarter to {next}", $"a quarter to {next}"],
            < 30 => [$"{name} {NumberNames.Cardinal(minute)}", $"{NumberNames.Cardinal(minute)} past {name}"],
            _ => [$"{name} {NumberNames.Cardinal(minute)}", $"{NumberNames.Cardinal(60 - minute)} to {next}"],
        };
    }

    [GeneratedRegex(@"^(?<h>[0-9]{1,2})((:|(?<dot>\.))(?<m>[0-5][0-9])(:(?<s>[0-5][0-9]))?)?((?<half>[ap])\.?m)?$")]
    private static partial Regex Time();
}
