using System.Collections.Frozen;
using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace Rag.Files.Documents.Html;

/// <summary>What of a page never shows or stands within a line, as far as its own markup says.</summary>
internal static partial class HtmlVisibility
{
    private static readonly FrozenSet<string> _hidden = FrozenSet.Create(
        StringComparer.Ordinal,
        "head", "title", "script", "style", "template", "noscript", "noframes", "noembed", "iframe", "object", "audio",
        "video", "canvas", "datalist", "desc", "metadata", "annotation", "annotation-xml");

    public static bool IsHidden(IElement element) =>
        _hidden.Contains(element.LocalName)
        || element.HasAttribute("hidden")
        || (element.LocalName == "dialog" && !element.HasAttribute("open"))
        || (element.GetAttribute("style") is { } style && HidingStyle().IsMatch(style));

    /// <summary>Whether an element that usually is a block of its own says that it stands within the line.</summary>
    public static bool IsInline(IElement element) =>
        element.GetAttribute("style") is { } style && InlineStyle().IsMatch(style);

    [GeneratedRegex(@"(^|[;\s])display\s*:\s*(inline|contents)\s*(!\s*important\s*)?(;|$)", RegexOptions.IgnoreCase)]
    private static partial Regex InlineStyle();

    [GeneratedRegex(
        @"(^|[;\s])(display\s*:\s*none|visibility\s*:\s*(hidden|collapse))\s*(!\s*important\s*)?(;|$)",
        RegexOptions.IgnoreCase)]
    private static partial Regex HidingStyle();
}
