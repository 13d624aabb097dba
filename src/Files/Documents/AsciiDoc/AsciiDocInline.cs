using System.Text.RegularExpressions;

namespace Rag.Files.Documents.AsciiDoc;

/// <summary>Reduces links, references, macros and attributes to their text. Emphasis and literals stay, as they do in Markdown.</summary>
internal sealed partial class AsciiDocInline
{
    private readonly Dictionary<string, string> _attributes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["nbsp"] = " ",
        ["sp"] = " ",
        ["empty"] = "",
        ["blank"] = "",
        ["zwsp"] = "",
        ["plus"] = "+",
        ["amp"] = "&",
        ["lt"] = "<",
        ["gt"] = ">",
        ["vbar"] = "|",
        ["asterisk"] = "*",
        ["backtick"] = "`",
        ["startsb"] = "[",
        ["endsb"] = "]",
        ["caret"] = "^",
        ["tilde"] = "~",
        ["backslash"] = "\\",
        ["two-colons"] = "::",
        ["two-semicolons"] = ";;",
        ["cpp"] = "C++",
    };

    /// <summary>Sets what stands for a name between braces.</summary>
    public void Define(string name, string value) => _attributes[name] = Read(value);

    public string Read(string text) => Markup().Replace(text, Replacement);

    private string Replacement(Match match)
    {
        if (match.Groups["attribute"] is { Success: true } name) return _attributes.GetValueOrDefault(name.Value, match.Value);
        if (match.Groups["escaped"] is { Success: true } escaped) return escaped.Value;
        if (match.Groups["literal"] is { Success: true } literal) return $"`{literal.Value}`";
        if (match.Groups["plain"] is { Success: true } plain) return plain.Value;
        if (match.Groups["anchor"] is { Success: true }) return "";
        var text = match.Groups["text"].Value.Trim();
        if (match.Groups["id"] is { Success: true } id) return text.Length > 0 ? text : id.Value.TrimStart('#');
        var target = match.Groups["target"].Value;
        return match.Groups["macro"].Value switch
        {
            "footnote" or "footnoteref" => text.Length > 0 ? $" ({text})" : "",
            "image" or "icon" or "kbd" or "btn" or "pass" or "term" => FirstOf(text),
            "menu" => text.Length > 0 ? $"{target} > {text}" : target,
            "anchor" or "indexterm" or "indexterm2" or "stem" or "latexmath" or "asciimath" => "",
            _ => FirstOf(text) is { Length: > 0 } title ? title.TrimEnd('^') : target.TrimStart('#'), // a link
        };
    }

    /// <summary>The text of a macro without the attributes after it.</summary>
    private static string FirstOf(string text)
    {
        if (text is ['"', ..] && text.IndexOf('"', 1) is var close and > 0) return text[1..close];
        var comma = text.IndexOf(',', StringComparison.Ordinal);
        return comma >= 0 && text.AsSpan(comma).Contains('=') ? text[..comma].Trim() : text;
    }

    [GeneratedRegex(
        """
          \\(?<escaped>[{\[<*_`\#:])
        | \{(?<attribute>[A-Za-z0-9_][\w-]*)\}
        | "`(?<plain>[^`"]+)`"
        | `\+(?<literal>[^`+]+)\+`
        | (?<!\w)\+{1,3}(?<plain>[^+\n]+)\+{1,3}(?!\w)
        | \[\[(?<anchor>[^\[\]]+)\]\]
        | <<(?<id>[^<>,]+)(?:,(?<text>[^<>]*))?>>
        | \(\(\((?<anchor>[^()]+)\)\)\)
        | \(\((?<plain>[^()]+)\)\)
        | (?<![\w:])(?<macro>footnoteref|footnote|image|icon|kbd|btn|pass|menu|anchor|indexterm2|indexterm
            |stem|latexmath|asciimath|link|xref|mailto|term)
          :(?<target>[^\s\[\]]{0,2000})\[(?<text>[^\[\]]*)\]
        | (?<target>(?:https?|ftp|irc)://[^\s\[\]<>]{1,2000})\[(?<text>[^\[\]]*)\]
        | (?:\[[.\#][\w.\#-]+\])\#{1,2}(?<plain>[^\#\n]+)\#{1,2}
        """,
        RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Markup();
}
