namespace Rag.Engine.Align.Readings;

/// <summary>The English names of numbers.</summary>
internal static class NumberNames
{
    /// <summary>Digits of the largest number that has a name here.</summary>
    public const int MostDigits = 15;

    private static readonly string[] _small =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen",
        "sixteen", "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] _tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    private static readonly (long Value, string Name)[] _scales = [(1_000_000_000_000, "trillion"), (1_000_000_000, "billion"),
        (1_000_000, "million"), (1000, "thousand")];

    private static readonly Dictionary<string, string> _ordinals = new()
    {
        ["one"] = "first",
        ["two"] = "second",
        ["three"] = "third",
        ["five"] = "fifth",
        ["eight"] = "eighth",
        ["nine"] = "ninth",
        ["twelve"] = "twelfth",
    };

    /// <param name="and">Whether "and" stands before what is left of the hundreds, as the British say it.</param>
    public static string Cardinal(long number, bool and = false)
    {
        if (number < 20) return _small[number];
        if (number < 100) return number % 10 == 0 ? _tens[number / 10] : $"{_tens[number / 10]} {_small[number % 10]}";
        if (number < 1000) return number % 100 == 0 ? $"{_small[number / 100]} hundred"
            : $"{_small[number / 100]} hundred {(and ? "and " : "")}{Cardinal(number % 100)}";
        var (value, name) = _scales.First(scale => number >= scale.Value);
        var rest = number % value;
        var head = $"{Cardinal(number / value, and)} {name}";
        return rest == 0 ? head : $"{head} {(and && rest < 100 ? "and " : "")}{Cardinal(rest, and)}";
    }

    /// <inheritdoc cref="Cardinal"/>
    public static string Ordinal(long number, bool and = false) => OnLastWord(Cardinal(number, and), last =>
        _ordinals.TryGetValue(last, out var irregular) ? irregular : last.EndsWith('y') ? $"{last[..^1]}ieth" : $"{last}th");

    /// <summary>As in "nineties", "sixes" or "hundreds".</summary>
    public static string Plural(string name) => OnLastWord(name, last =>
        last.EndsWith('y') ? $"{last[..^1]}ies" : last.EndsWith('x') ? $"{last}es" : $"{last}s");

    /// <summary>One digit after the other.</summary>
    public static string Digits(string digits, string zero = "zero") => string.Join(' ', digits.Select(digit => digit == '0' ? zero : _small[digit - '0']));

    /// <summary>Two digits after two others, as in years: "forty seven", "oh five"; "hundred" for none.</summary>
    public static string SecondPair(int number) => number switch { 0 => "hundred", < 10 => $"oh {_small[number]}", _ => Cardinal(number) };

    private static string OnLastWord(string name, Func<string, string> change)
    {
        var last = name.LastIndexOf(' ') + 1;
        return name[..last] + change(name[last..]);
    }
}
