using System.Xml.Linq;

namespace Rag.Files.Documents.OpenDocument;

/// <summary>Counts the items of the lists that are open, one in the other, and writes what stands before them.</summary>
internal sealed class OdfLists(OdfStyles styles)
{
    private readonly Stack<(string? Style, int Next)> _open = new();
    private readonly Dictionary<string, int> _last = new(StringComparer.Ordinal); // where lists of a style at the outermost depth ended

    public int Depth => _open.Count;

    public void Begin(XElement list)
    {
        var style = (string?)list.Attribute(OdfNames.Text + "style-name") ?? (_open.TryPeek(out var outer) ? outer.Style : null);
        var goesOn = (string?)list.Attribute(OdfNames.Text + "continue-numbering") == "true" && Depth == 0 && style is not null;
        var start = styles.ListLevel(style, Depth + 1)?.Number(OdfNames.Text + "start-value", 1) ?? 1;
        _open.Push((style, goesOn ? _last.GetValueOrDefault(style!, start) : start));
    }

    public void End()
    {
        var (style, next) = _open.Pop();
        if (Depth == 0 && style is not null) _last[style] = next;
    }

    /// <summary>The marker of the next item; empty if none shows.</summary>
    public string Next(XElement item)
    {
        var (style, next) = _open.Pop();
        var number = item.Number(OdfNames.Text + "start-value", next);
        _open.Push((style, number + 1));
        if (styles.ListLevel(style, Depth) is not { Name.LocalName: "list-level-style-number" } level) return "•";
        if ((string?)level.Attribute(OdfNames.Style + "num-format") is not { Length: > 0 } format) return "";
        return $"{(string?)level.Attribute(OdfNames.Style + "num-prefix")}{Digits(number, format)}{(string?)level.Attribute(OdfNames.Style + "num-suffix")}";
    }

    private static string Digits(int number, string format) => format switch
    {
        "a" => Numerals.Letters(number).ToLowerInvariant(),
        "A" => Numerals.Letters(number),
        "i" => Numerals.Roman(number).ToLowerInvariant(),
        "I" => Numerals.Roman(number),
        _ => Numerals.Decimal(number),
    };
}
