using System.Globalization;
using System.Text;

namespace Rag.Memory.Filters;

/// <summary>
/// The terms by which an item's fields stand in the inverted index beside its words. They begin with a control character,
/// which no word holds. Values that are long or not well-formed share one term for each name: those items are read and
/// compared.
/// </summary>
internal static class FilterTerms
{
    /// <summary>UTF-16 units of a metadata value that has a term of its own.</summary>
    private const int LongestValue = 64;

    public static IEnumerable<string> Of(Item item)
    {
        yield return OfModality(Field.NameOf(item.Modality));
        if (item.Time is { } time) yield return OfTime(time);
        foreach (var (name, value) in item.Metadata) yield return HasOwnTerm(name, value) ? Exact(name, value) : Shared(name);
    }

    public static string OfModality(string name) => $"\u0001{WellFormed(name)}";

    /// <summary>Sixteen digits, so that times and terms have one order.</summary>
    public static string OfTime(DateTimeOffset time) => string.Create(CultureInfo.InvariantCulture, $"\u0002{time.UtcTicks:x16}");

    /// <summary>The term of one value, or what the terms of all values with a prefix begin with.</summary>
    public static string Exact(string name, string value) => $"{Of(name)}={WellFormed(value)}";

    /// <summary>The term of all values without one of their own.</summary>
    public static string Shared(string name) => $"{Of(name)}!";

    public static bool HasOwnTerm(string name, string value) =>
        value.Length <= LongestValue && IsWellFormed(name) && IsWellFormed(value);

    public static bool IsWellFormed(string text) => WellFormed(text) == text;

    private static string Of(string name) => string.Create(CultureInfo.InvariantCulture, $"\u0000{name.Length}:{WellFormed(name)}");

    private static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
