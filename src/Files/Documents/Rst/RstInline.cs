using System.Text.RegularExpressions;

namespace Rag.Files.Documents.Rst;

/// <summary>
/// Reduces the markup within a text to what a reader sees: roles, references and substitutions to their text. Literals stand between
/// single backquotes and emphasis stays, as both do in Markdown.
/// </summary>
internal sealed partial class RstInline(IReadOnlyDictionary<string, string> substitutions)
{
    public string Read(string text) => Markup().Replace(text, Replacement);

    private string Replacement(Match match)
    {
        if (match.Groups["literal"] is { Success: true } literal) return $"`{literal.Value}`";
        if (match.Groups["escaped"] is { Success: true } escaped) return escaped.Value.Trim();
        if (match.Groups["substitution"] is { Success: true } name)
            return substitutions.TryGetValue(name.Value, out var value) ? value : match.Value;
        if (match.Groups["note"] is { Success: true } note) return $"[{note.Value}]";
        if (match.Groups["word"] is { Success: true } word) return word.Value;
        var text = match.Groups["text"].Value;
        if (match.Groups["role"] is { Success: true } role) return OfRole(role.Value.ToLowerInvariant(), text);
        return match.Value.EndsWith('_') || match.Value[0] == '_' ? Title(text) : $"`{text}`";
    }

    private static string OfRole(string role, string text)
    {
        if (role.StartsWith("raw", StringComparison.Ordinal)) return "";
        var title = Title(text);
        return role[(role.LastIndexOf(':') + 1)..] switch
        {
            "code" or "literal" => $"`{title}`",
            "pep" => $"PEP {title}",
            "rfc" => $"RFC {title}",
            "issue" or "pr" or "pull" or "ticket" or "gh" or "bpo" when title.All(char.IsAsciiDigit) => $"#{title}",
            _ => title,
        };
    }

    /// <summary>What shows of "title &lt;target&gt;"; of a name marked by ~ its last part.</summary>
    private static string Title(string text)
    {
        var target = text.EndsWith('>') ? text.LastIndexOf('<') : -1;
        if (target > 0) return text[..target].Trim();
        if (target == 0) return text[1..^1];
        return text.StartsWith('~') ? text[(text.LastIndexOf('.') + 1)..].TrimStart('~') : text.TrimStart('!', '.');
    }

    [GeneratedRegex(
        """
          ``(?<literal>(?:[^`]|`(?!`))+)``
        | :(?<role>[A-Za-z][\w.+:-]{0,60}):`(?<text>[^`]*)`
        | _?`(?<text>[^`]+)`(?::(?<role>[A-Za-z][\w.+:-]{0,60}):|_{1,2}(?!\w))?
        | \|(?<substitution>[^\s|][^|\n]*)\|_{0,2}
        | \[(?<note>\#?[\w.-]+|\*)\]_(?!\w)
        | (?<![\w/.])(?<word>[A-Za-z0-9](?:[\w.+:-]{0,100}[A-Za-z0-9])?)_{1,2}(?![\w`/.:])
        | \\(?<escaped>.)
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.Singleline)]
    private static partial Regex Markup();
}
