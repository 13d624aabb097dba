using System.Globalization;

namespace Rag.Encoders.Text.Tokenizers.Unicode;

/// <summary>
/// The facts of Unicode Standard Annex 15: decompositions, their inverse, and combining classes. The table is our own because
/// <see cref="string.Normalize()"/> leaves text as it is under InvariantGlobalization.
/// </summary>
internal static class Decomposition
{
    private const int HangulFirst = 0xAC00, LeadFirst = 0x1100, VowelFirst = 0x1161, TrailBase = 0x11A7;
    private const int Vowels = 21, Trails = 28, Leads = 19;

    private static readonly Dictionary<int, int[]> _canonical = [];
    private static readonly Dictionary<int, int[]> _compatible = [];
    private static readonly Dictionary<(int, int), int> _composed = [];
    private static readonly Dictionary<int, byte> _classes = [];

    static Decomposition() => ReadTable();

    /// <summary>Appends the full decomposition of <paramref name="code"/>: itself where it has none.</summary>
    public static void Append(int code, bool compatibility, List<int> parts)
    {
        if (code - HangulFirst is >= 0 and < Leads * Vowels * Trails and var syllable)
        {
            parts.Add(LeadFirst + syllable / (Vowels * Trails));
            parts.Add(VowelFirst + syllable % (Vowels * Trails) / Trails);
            if (syllable % Trails > 0) parts.Add(TrailBase + syllable % Trails);
        }
        else if (_canonical.TryGetValue(code, out var to) || (compatibility && _compatible.TryGetValue(code, out to)))
        {
            foreach (var part in to) Append(part, compatibility, parts);
        }
        else
        {
            parts.Add(code);
        }
    }

    /// <summary>The code point that two compose to, or -1.</summary>
    public static int Compose(int first, int second)
    {
        if (first - LeadFirst is >= 0 and < Leads and var lead && second - VowelFirst is >= 0 and < Vowels and var vowel)
            return HangulFirst + (lead * Vowels + vowel) * Trails;
        if (first - HangulFirst is >= 0 and < Leads * Vowels * Trails and var syllable && syllable % Trails == 0
            && second - TrailBase is > 0 and < Trails and var trail)
        {
            return first + trail;
        }
        return _composed.GetValueOrDefault((first, second), -1);
    }

    /// <summary>The canonical combining class; 0 for what does not combine.</summary>
    public static int ClassOf(int code) => code < 0x300 ? 0 : _classes.GetValueOrDefault(code);

    private static void ReadTable()
    {
        using var resource = typeof(Decomposition).Assembly.GetManifestResourceStream("Decompositions.txt")!;
        using var reader = new StreamReader(resource);
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split(' ');
            switch (fields[0])
            {
                case "D":
                    _composed.Add((Hex(fields[2]), Hex(fields[3])), Hex(fields[1]));
                    goto case "X";
                case "X":
                    _canonical.Add(Hex(fields[1]), [.. fields.Skip(2).Select(Hex)]);
                    break;
                case "K":
                    _compatible.Add(Hex(fields[1]), [.. fields.Skip(2).Select(Hex)]);
                    break;
                case "M":
                    for (var code = Hex(fields[1]); code <= Hex(fields[2]); code++)
                        _classes.Add(code, byte.Parse(fields[3], CultureInfo.InvariantCulture));
                    break;
            }
        }
    }

    private static int Hex(string field) => int.Parse(field, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
