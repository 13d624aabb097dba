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
        "lowerLetter" => Numerals.Letters(number).ToLowerInvariant(),
        "upperLetter" => Numerals.Letters(number),
        "lowerRoman" => Numerals.Roman(number).ToLowerInvariant(),
        "upperRoman" => Numerals.Roman(number),
        "decimalZero" => number.ToString("00", CultureInfo.InvariantCulture),
        { } name when name.StartsWith("chinese", StringComparison.Ordinal) || name.StartsWith("japanese", StringComparison.Ordinal)
            || name.StartsWith("ideograph", StringComparison.Ordinal) || name.StartsWith("taiwanese", StringComparison.Ordinal) =>
            Numerals.Han(number),
        _ => Numerals.Decimal(number),
    };
}
