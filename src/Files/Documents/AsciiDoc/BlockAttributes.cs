using System.Globalization;
using System.Text.RegularExpressions;

namespace Rag.Files.Documents.AsciiDoc;

/// <summary>What the lines in brackets above a block say of it.</summary>
/// <param name="Style">The first of them, for example "source" or "NOTE".</param>
/// <param name="Columns">Of a table; 0 where nothing says.</param>
/// <param name="HasHeader">Of a table; null where nothing says.</param>
internal sealed partial record BlockAttributes(string Style, int Columns, bool? HasHeader, bool IsCsv)
{
    private const int MostColumns = 1000;

    public static BlockAttributes None { get; } = new("", 0, null, false);

    public bool IsCode => Style is "source" or "listing" or "literal";

    /// <summary>What is put before the text of a note; null of other blocks.</summary>
    public string? Label =>
        Style is "NOTE" or "TIP" or "IMPORTANT" or "WARNING" or "CAUTION" ? $"{Style[0]}{Style[1..].ToLowerInvariant()}:" : null;

    /// <summary>Whether a line is one of these, or an anchor, and no text that stands in brackets.</summary>
    public static bool IsLine(string line) => AttributeLine().IsMatch(line);

    public BlockAttributes With(string line)
    {
        if (line.StartsWith("[[", StringComparison.Ordinal)) return this;
        var style = StyleName().Match(line).Value;
        var columns = ColumnsIn(line);
        bool? hasHeader = line.Contains("noheader", StringComparison.Ordinal) ? false : HeaderOption().IsMatch(line) ? true : HasHeader;
        return new BlockAttributes(
            style.Length > 0 ? style : Style, columns > 0 ? columns : Columns, hasHeader, IsCsv || CsvFormat().IsMatch(line));
    }

    private static int ColumnsIn(string line)
    {
        if (ColumnList().Match(line) is not { Success: true } list) return 0;
        var specs = list.Groups["list"].Value.Split(',', ';');
        return Math.Min(MostColumns, specs.Sum(spec =>
            Repeated().Match(spec) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 1));
    }

    [GeneratedRegex(@"^\[(\[[^\[\]]+\]|[A-Za-z.#%""'][^\[\]]*(\[[^\[\]]*\][^\[\]]*)*|)\]$")]
    private static partial Regex AttributeLine();

    [GeneratedRegex(@"(?<=^\[)[A-Za-z]+(?=[\]#.%,])")]
    private static partial Regex StyleName();

    [GeneratedRegex(@"header(?!-|s|=)")]
    private static partial Regex HeaderOption();

    [GeneratedRegex(@"format\s*=\s*""?csv")]
    private static partial Regex CsvFormat();

    [GeneratedRegex(@"cols\s*=\s*(""(?<list>[^""]*)""|'(?<list>[^']*)'|(?<list>[^,\]]+))")]
    private static partial Regex ColumnList();

    [GeneratedRegex(@"^\s*(\d{1,3})\*")]
    private static partial Regex Repeated();
}
