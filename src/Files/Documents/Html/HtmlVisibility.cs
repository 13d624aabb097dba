using System.Collections.Frozen;
using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace Rag.Files.Documents.Html;

/// <summary>What of a page never shows, as far as its own markup says.</summary>
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

    [GeneratedRegex(
        @"(^|[;\s])(display\s*:\s*none|visibility\s*:\s*(hidden|collapse))\s*(!\s*important\s*)?(;|$)",
        RegexOptions.IgnoreCase)]
    private static partial Regex HidingStyle();
}
