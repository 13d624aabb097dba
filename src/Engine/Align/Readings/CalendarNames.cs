namespace Rag.Engine.Align.Readings;

/// <summary>The months.</summary>
internal static class CalendarNames
{
    private static readonly string[] _months =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    /// <summary>The name of a month.</summary>
    /// <param name="month">1..12.</param>
    public static string Month(int month) => _months[month - 1];

    /// <summary>Whether a word is a month, or what is written for one.</summary>
    public static bool IsMonth(string? word) =>
        word is { Length: >= 3 } && char.IsUpper(word[0]) && _months.Any(month => month.StartsWith(word[..3], StringComparison.OrdinalIgnoreCase)
            && (word.Length <= 4 || month.Equals(word, StringComparison.OrdinalIgnoreCase)));
}
