using System.Globalization;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Rag.Files.Documents.Docx;

/// <summary>What paragraphs and runs take from their styles, and those from the styles they are based on.</summary>
internal sealed class DocxStyles
{
    private const int MaxAncestors = 32;
    private const int BodyText = 9; // the outline level of what is no heading

    private readonly Dictionary<string, Style> _styles = new(StringComparer.Ordinal);
    private readonly string? _defaultParagraphStyle;

    public DocxStyles(MainDocumentPart main)
    {
        foreach (var style in main.StyleDefinitionsPart?.Styles?.Elements<Style>() ?? [])
        {
            if (style.StyleId?.Value is not { } id) continue;
            _styles.TryAdd(id, style);
            if (style.Type?.Value == StyleValues.Paragraph && style.Default?.Value == true) _defaultParagraphStyle = id;
        }
    }

    /// <summary>The level of the heading that a paragraph is, 1 to 6; 0 if it is none.</summary>
    public int HeadingLevel(Paragraph paragraph)
    {
        var properties = paragraph.ParagraphProperties;
        if (properties?.OutlineLevel?.Val?.Value is { } own) return Level(own);
        foreach (var style in Chain(properties?.ParagraphStyleId?.Val?.Value ?? _defaultParagraphStyle))
        {
            if (style.StyleParagraphProperties?.OutlineLevel?.Val?.Value is { } level) return Level(level);
            var name = style.StyleName?.Val?.Value ?? "";
            if (name.StartsWith("heading ", StringComparison.OrdinalIgnoreCase)
                && int.TryParse(name.AsSpan("heading ".Length), CultureInfo.InvariantCulture, out var number)
                && number is > 0 and < 10)
            {
                return Math.Min(number, 6);
            }
        }
        return 0;
    }

    /// <summary>Whether a paragraph is the title of the whole document.</summary>
    public bool IsTitle(Paragraph paragraph) =>
        Chain(paragraph.ParagraphProperties?.ParagraphStyleId?.Val?.Value)
            .Any(style => style.StyleName?.Val?.Value?.Equals("title", StringComparison.OrdinalIgnoreCase) == true);

    /// <summary>The list that a paragraph is an item of and its depth in it; null if it is in none.</summary>
    public (int List, int Depth)? ListOf(Paragraph paragraph)
    {
        var properties = paragraph.ParagraphProperties;
        var depth = properties?.NumberingProperties?.NumberingLevelReference?.Val?.Value;
        if (properties?.NumberingProperties?.NumberingId?.Val?.Value is { } own) return own == 0 ? null : (own, depth ?? 0);
        foreach (var style in Chain(properties?.ParagraphStyleId?.Val?.Value ?? _defaultParagraphStyle))
        {
            var numbering = style.StyleParagraphProperties?.NumberingProperties;
            if (numbering?.NumberingId?.Val?.Value is { } list)
                return list == 0 ? null : (list, depth ?? numbering.NumberingLevelReference?.Val?.Value ?? 0);
        }
        return null;
    }

    /// <summary>Whether a run does not show, by its own properties or by a style's.</summary>
    public bool IsHidden(Run run, Paragraph? paragraph)
    {
        if (IsOn(run.RunProperties?.Vanish) is { } own) return own;
        var styles = Chain(run.RunProperties?.RunStyle?.Val?.Value)
            .Concat(Chain(paragraph?.ParagraphProperties?.ParagraphStyleId?.Val?.Value ?? _defaultParagraphStyle));
        var settings = styles.Select(style => IsOn(style.StyleRunProperties?.Vanish));
        return settings.FirstOrDefault(hidden => hidden is not null) ?? false;
    }

    private static bool? IsOn(OnOffType? property) => property is null ? null : property.Val?.Value ?? true;

    private static int Level(int outline) => outline is >= 0 and < BodyText ? Math.Min(outline + 1, 6) : 0;

    private IEnumerable<Style> Chain(string? id)
    {
        for (var i = 0; i < MaxAncestors && id is not null && _styles.TryGetValue(id, out var style); i++)
        {
            yield return style;
            id = style.BasedOn?.Val?.Value;
        }
    }
}
