using System.Globalization;
using System.Text;

namespace Rag.Memory.Words;

/// <summary>
/// Folds case, accents and width: <c>É</c>, <c>e</c> and full-width <c>Ｅ</c> become <c>e</c>. The table is our own
/// because <see cref="string.Normalize()"/> leaves text as it is under InvariantGlobalization.
/// </summary>
internal static class Folding
{
    private static readonly Dictionary<string, string> _table = ReadTable();

    // What a single UTF-16 unit folds to, filled when it is first met; a race writes the same value twice.
    private static readonly string?[] _folded = new string?[char.MaxValue + 1];

    /// <summary>The folded form of one character with its marks; no lone surrogates.</summary>
    public static ReadOnlySpan<char> Fold(ReadOnlySpan<char> character)
    {
        if (character.Length > 1) return Compute(character.ToString());
        return _folded[character[0]] ??= Compute(character.ToString());
    }

    private static string Compute(string character)
    {
        if (_table.TryGetValue(character, out var whole)) return whole;
        var folded = new StringBuilder();
        foreach (var rune in character.EnumerateRunes())
        {
            if (IsAccent(rune.Value) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format) continue;
            var lower = Rune.ToLowerInvariant(rune).ToString();
            folded.Append(_table.GetValueOrDefault(lower, lower));
        }
        return folded.ToString();
    }

    // Marks of Latin, Greek, Cyrillic, Hebrew and Arabic; those of other scripts (the voicing of Kana, the vowels of
    // Devanagari) tell words apart and stay.
    private static bool IsAccent(int code) => code is
        (>= 0x0300 and <= 0x036F) or (>= 0x0591 and <= 0x05C7) or (>= 0x064B and <= 0x065F) or 0x0670;

    private static Dictionary<string, string> ReadTable()
    {
        using var resource = typeof(Folding).Assembly.GetManifestResourceStream("Folding.txt")!;
        using var reader = new StreamReader(resource);
        var table = new Dictionary<string, string>(5000);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            var forms = line.Split(' ');
            foreach (var form in forms.AsSpan(1)) table.Add(form, forms[0]);
        }
        return table;
    }
}
