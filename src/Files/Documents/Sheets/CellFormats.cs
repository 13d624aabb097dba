using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace Rag.Files.Documents.Sheets;

/// <summary>What the number of a cell stands for.</summary>
internal enum CellFormat
{
    Number,
    Percent,
    Date,
    Duration,
}

/// <summary>The formats that the cells of a workbook refer to by their places in its styles.</summary>
internal sealed partial class CellFormats
{
    private static readonly SearchValues<char> _ofTime = SearchValues.Create("dmyhsDMYHS");

    private readonly Dictionary<int, string> _codes = []; // of the workbook's own formats
    private readonly List<CellFormat> _formats = [];

    /// <param name="styles">The styles of the workbook; null if it has none.</param>
    public CellFormats(XmlReader? styles)
    {
        var isOfCells = false;
        while (styles?.Read() == true)
        {
            if (styles.LocalName == "cellXfs") isOfCells = styles.NodeType == XmlNodeType.Element;
            if (styles.NodeType != XmlNodeType.Element || !int.TryParse(styles.GetAttribute("numFmtId"), CultureInfo.InvariantCulture, out var id)) continue;
            if (styles.LocalName == "numFmt") _codes.TryAdd(id, styles.GetAttribute("formatCode") ?? "");
            else if (styles.LocalName == "xf" && isOfCells) _formats.Add(_codes.TryGetValue(id, out var code) ? Parse(code) : BuiltIn(id));
        }
    }

    /// <summary>The format at a place; of numbers where there is none.</summary>
    public CellFormat this[string? place] =>
        int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < _formats.Count ? _formats[index] : CellFormat.Number;

    /// <summary>What a format such as "d/m/yyyy" is for.</summary>
    public static CellFormat Parse(string? code)
    {
        if (string.IsNullOrEmpty(code)) return CellFormat.Number;
        if (Elapsed().IsMatch(code)) return CellFormat.Duration;
        var signs = Literal().Replace(code, "").Split(';')[0];
        if (signs.Equals("General", StringComparison.OrdinalIgnoreCase)) return CellFormat.Number;
        return signs.Contains('%', StringComparison.Ordinal) ? CellFormat.Percent
            : signs.AsSpan().ContainsAny(_ofTime) ? CellFormat.Date : CellFormat.Number;
    }

    /// <summary>What the formats are for that need not be written down (ISO/IEC 29500-1, 18.8.30).</summary>
    private static CellFormat BuiltIn(int id) => id switch
    {
        9 or 10 => CellFormat.Percent,
        46 => CellFormat.Duration,
        (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58) => CellFormat.Date,
        _ => CellFormat.Number,
    };

    [GeneratedRegex(@"\[(h+|m+|s+)\]", RegexOptions.IgnoreCase)]
    private static partial Regex Elapsed();

    // Texts in quotes, colours and languages in brackets, and signs that stand for themselves, are kept free or filled up with.
    [GeneratedRegex("""
        "[^"]*"|\[[^\]]*\]|[\\_*].
        """)]
    private static partial Regex Literal();
}
