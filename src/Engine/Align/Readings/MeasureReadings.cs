using System.Text.RegularExpressions;

namespace Rag.Engine.Align.Readings;

/// <summary>How numbers with units are said, and units that stand behind a number.</summary>
internal static partial class MeasureReadings
{
    // What is written -> one of it, many of it, and other ways of saying many; as the letters are written, else in small ones.
    private static readonly Dictionary<string, string[]> _units = new()
    {
        ["%"] = ["percent", "percent", "per cent"],
        ["‰"] = ["per mille", "per mille", "per mil"],
        ["km"] = ["kilometer", "kilometers"],
        ["m"] = ["meter", "meters", "million"],
        ["cm"] = ["centimeter", "centimeters"],
        ["mm"] = ["millimeter", "millimeters"],
        ["mi"] = ["mile", "miles"],
        ["ft"] = ["foot", "feet", "foot"],
        ["in"] = ["inch", "inches", "in"],
        ["yd"] = ["yard", "yards"],
        ["yds"] = ["yard", "yards"],
        ["kg"] = ["kilogram", "kilograms", "kilos"],
        ["g"] = ["gram", "grams"],
        ["mg"] = ["milligram", "milligrams"],
        ["lb"] = ["pound", "pounds"],
        ["lbs"] = ["pound", "pounds"],
        ["oz"] = ["ounce", "ounces"],
        ["t"] = ["ton", "tons"],
        ["mph"] = ["mile per hour", "miles per hour", "miles an hour"],
        ["kph"] = ["kilometer per hour", "kilometers per hour", "kilometers an hour"],
        ["km/h"] = ["kilometer per hour", "kilometers per hour", "kilometers an hour"],
        ["m/s"] = ["meter per second", "meters per second", "meters a second"],
        ["l"] = ["liter", "liters"],
        ["ml"] = ["milliliter", "milliliters"],
        ["hz"] = ["hertz", "hertz"],
        ["khz"] = ["kilohertz", "kilohertz"],
        ["mhz"] = ["megahertz", "megahertz"],
        ["ghz"] = ["gigahertz", "gigahertz"],
        ["kb"] = ["kilobyte", "kilobytes"],
        ["mb"] = ["megabyte", "megabytes", "megs"],
        ["gb"] = ["gigabyte", "gigabytes", "gigs"],
        ["tb"] = ["terabyte", "terabytes"],
        ["w"] = ["watt", "watts"],
        ["kw"] = ["kilowatt", "kilowatts"],
        ["mw"] = ["megawatt", "megawatts"],
        ["gw"] = ["gigawatt", "gigawatts"],
        ["kwh"] = ["kilowatt hour", "kilowatt hours"],
        ["v"] = ["volt", "volts"],
        ["°"] = ["degree", "degrees"],
        ["°c"] = ["degree celsius", "degrees celsius", "degrees centigrade", "degrees", "celsius"],
        ["°f"] = ["degree fahrenheit", "degrees fahrenheit", "degrees", "fahrenheit"],
        ["s"] = ["second", "seconds"],
        ["sec"] = ["second", "seconds"],
        ["secs"] = ["second", "seconds"],
        ["ms"] = ["millisecond", "milliseconds"],
        ["min"] = ["minute", "minutes"],
        ["mins"] = ["minute", "minutes"],
        ["h"] = ["hour", "hours"],
        ["hr"] = ["hour", "hours"],
        ["hrs"] = ["hour", "hours"],
        ["yr"] = ["year", "years"],
        ["yrs"] = ["year", "years"],
        ["k"] = ["thousand", "thousand", "kay"],
        ["bn"] = ["billion", "billion"],
        ["mn"] = ["million", "million"],
        ["x"] = ["time", "times", "ex"],
        ["cal"] = ["calorie", "calories"],
        ["kcal"] = ["kilocalorie", "kilocalories"],
        ["rpm"] = ["revolution per minute", "revolutions per minute"],
        ["db"] = ["decibel", "decibels"],
        ["ha"] = ["hectare", "hectares"],
        ["m²"] = ["square meter", "square meters", "meters squared"],
        ["km²"] = ["square kilometer", "square kilometers"],
        ["m³"] = ["cubic meter", "cubic meters", "meters cubed"],
        ["ft²"] = ["square foot", "square feet"],
    };

    /// <summary>The readings of a word that is a number with a unit, or a unit behind a number; empty for another.</summary>
    public static IReadOnlyList<string> Read(WrittenWord word)
    {
        if (word.FollowsNumber && _units.TryGetValue(word.Lower, out var alone)) return Alone(word, alone);
        if (Feet().Match(word.Core) is { Success: true } feet) return OfFeet(feet.Groups[1].Value, feet.Groups[2].Value);
        if (Measure().Match(word.Core) is not { Success: true } measure
            || !_units.TryGetValue(measure.Groups[3].Value.ToLowerInvariant(), out var names)) return [];
        var (number, unit) = (measure.Groups[2].Value, measure.Groups[3].Value);
        var spelt = unit.Length <= 3 && unit.All(char.IsAsciiLetter) ? LetterNames.Spell(unit)[0] : "";
        var amounts = NumberReadings.Amount(number).Take(2).ToList();
        IReadOnlyList<string> sign = measure.Groups[1].Value switch
        {
            "-" => ["minus", "negative"],
            "+" => ["plus"],
            "~" => ["about", "approximately"],
            _ => [],
        };
        IReadOnlyList<string> called = [.. number == "1" ? names[..1] : names[1..], spelt];
        if (unit is ['G' or 'K' or 'D' or 'V' or 'T' or 'X']) called = [spelt, .. called]; // 5G, 4K
        return ReadingList.Cross(sign, amounts, [.. called.Where(name => name.Length > 0).Distinct()]);
    }

    private static IReadOnlyList<string> Alone(WrittenWord word, string[] names)
    {
        var isWord = word.Core is "in" or "min" or "mins" or "sec" or "cal";
        IReadOnlyList<string> spelt = word.Core.All(char.IsAsciiLetter) && word.Core.Length <= 3 ? LetterNames.Spell(word.Core) : [];
        IEnumerable<string> own = isWord ? [word.Core] : [];
        return ReadingList.Of([.. own, .. word.Before == "1" ? names.AsEnumerable() : names.Skip(1), .. spelt.Take(1)]);
    }

    private static IReadOnlyList<string> OfFeet(string feet, string inches)
    {
        var high = NumberReadings.Amount(feet)[0];
        var rest = NumberReadings.Amount(inches)[0];
        return ReadingList.Of($"{high} foot {rest}", $"{high} feet {rest}", $"{high} {rest}", $"{high} foot {rest} inches", $"{high} feet {rest} inches");
    }

    [GeneratedRegex(@"^([-+~])?([0-9][0-9,]*(?:\.[0-9]+)?|\.[0-9]+)([A-Za-z%‰°²³/]+)$")]
    private static partial Regex Measure();

    [GeneratedRegex(@"^([0-9]{1,2})'([0-9]{1,2})(?:""|'')?$")]
    private static partial Regex Feet();
}
