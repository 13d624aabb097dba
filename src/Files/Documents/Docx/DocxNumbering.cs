using System.Globalization;
using System.Text;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Rag.Files.Documents.Docx;

/// <summary>Counts the items of lists and writes the bullets and numbers that stand before them.</summary>
internal sealed class DocxNumbering
{
    private const int MaxDepth = 9;

    private readonly Dictionary<int, Level[]> _lists = [];  // by the number of the list: the levels, by depth
    private readonly Dictionary<int, int> _definitions = []; // lists of one definition count on together
    private readonly Dictionary<int, int?[]> _counts = [];   // by the number of the definition

    private readonly record struct Level(string Format, string Text, int Start);

    public DocxNumbering(MainDocumentPart main)
    {
        if (main.NumberingDefinitionsPart?.Numbering is not { } numbering) return;
        var definitions = new Dictionary<int, AbstractNum>();
        foreach (var definition in numbering.Elements<AbstractNum>())
        {
            if (definition.AbstractNumberId?.Value is { } id) definitions.TryAdd(id, definition);
        }
        foreach (var list in numbering.Elements<NumberingInstance>())
        {
            if (list.NumberID?.Value is not { } id || list.AbstractNumId?.Val?.Value is not { } definition) continue;
            var levels = new Level[MaxDepth];
            if (definitions.TryGetValue(definition, out var found)) Read(found, levels);
            _lists.TryAdd(id, levels);
            var restarts = list.Elements<LevelOverride>().Any(level => level.StartOverrideNumberingValue is not null);
            _definitions.TryAdd(id, restarts ? -id : definition);
        }
    }

    /// <summary>The marker of the next item of a list at a depth; empty if none shows.</summary>
    public string Next(int list, int depth)
    {
        if (!_lists.TryGetValue(list, out var levels) || depth is < 0 or >= MaxDepth) return "•";
        if (!_counts.TryGetValue(_definitions[list], out var counts))
            counts = _counts[_definitions[list]] = new int?[MaxDepth];
        counts[depth] = counts[depth] + 1 ?? levels[depth].Start;
        Array.Clear(counts, depth + 1, MaxDepth - depth - 1);
        var level = levels[depth];
        if (level.Format is "bullet") return "•";
        if (level.Format is "none" or null) return "";
        var marker = new StringBuilder(level.Text);
        for (var i = 0; i <= depth; i++)
            marker.Replace($"%{i + 1}", Format(counts[i] ?? levels[i].Start, levels[i].Format));
        return marker.ToString();
    }

    private static void Read(AbstractNum definition, Level[] levels)
    {
        foreach (var level in definition.Elements<DocumentFormat.OpenXml.Wordprocessing.Level>())
        {
            if (level.LevelIndex?.Value is not (>= 0 and < MaxDepth and var depth)) continue;
            levels[depth] = new Level(
                level.NumberingFormat?.Val?.InnerText ?? "decimal",
                level.LevelText?.Val?.Value ?? "",
                level.StartNumberingValue?.Val?.Value ?? 1);
        }
    }

    private static string Format(int number, string? format) => format switch
    {
        "lowerLetter" => Letters(number).ToLowerInvariant(),
        "upperLetter" => Letters(number),
        "lowerRoman" => Roman(number).ToLowerInvariant(),
        "upperRoman" => Roman(number),
        "decimalZero" => number.ToString("00", CultureInfo.InvariantCulture),
        { } name when name.StartsWith("chinese", StringComparison.Ordinal) || name.StartsWith("japanese", StringComparison.Ordinal)
            || name.StartsWith("ideograph", StringComparison.Ordinal) || name.StartsWith("taiwanese", StringComparison.Ordinal) =>
            Han(number),
        _ => number.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>A to Z, AA to ZZ, AAA and so on, as Word counts.</summary>
    private static string Letters(int number) =>
        number is < 1 or > 26 * 20
            ? number.ToString(CultureInfo.InvariantCulture)
            : new string((char)('A' + (number - 1) % 26), (number - 1) / 26 + 1);

    private static string Roman(int number)
    {
        if (number is < 1 or > 3999) return number.ToString(CultureInfo.InvariantCulture);
        var roman = new StringBuilder();
        foreach (var (value, sign) in ((int, string)[])[
            (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
            (9, "IX"), (5, "V"), (4, "IV"), (1, "I")])
        {
            for (; number >= value; number -= value) roman.Append(sign);
        }
        return roman.ToString();
    }

    private static string Han(int number)
    {
        const string digits = "〇一二三四五六七八九";
        if (number is < 0 or > 99) return number.ToString(CultureInfo.InvariantCulture);
        if (number < 10) return digits[number].ToString();
        var tens = number < 20 ? "十" : digits[number / 10] + "十";
        return number % 10 == 0 ? tens : tens + digits[number % 10];
    }
}
