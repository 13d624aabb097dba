using System.Text.RegularExpressions;

namespace Rag.Training.Reading.Data.Documentation;

/// <summary>Takes the marks of Markdown, reStructuredText and HTML off a line, as a person would read it aloud.</summary>
internal static partial class InlineMarkup
{
    public static string Strip(string text)
    {
        text = Comment().Replace(text, "");
        text = Anchor().Replace(text, "");
        text = Role().Replace(text, "${name}");
        text = Link().Replace(text, "${label}");
        text = Tag().Replace(text, "");
        text = Marks().Replace(text, "");
        return Spaces().Replace(text.Replace('\\', ' '), " ").Trim().Trim('#', '=', ' ');
    }

    [GeneratedRegex(@"<!--.*?-->|\{/\*.*?\*/\}", RegexOptions.Singleline)]
    private static partial Regex Comment();

    // {#anchor}, {/anchor/}, {: .class}, and shortcodes such as {{< copyable >}}.
    [GeneratedRegex(@"\{\{.*?\}\}|\s*\{[#:/][^}]*\}")]
    private static partial Regex Anchor();

    // :ref:`label <target>`, :func:`~module.name`, `label <target>`_
    [GeneratedRegex(@"(:[\w:+-]+:)?`[~!]?(?<name>[^`<]+?)\s*(<[^`>]*>)?`_{0,2}")]
    private static partial Regex Role();

    [GeneratedRegex(@"!?\[(?<label>[^\]]*)\](\([^)\s]*[^)]*\)|\[[^\]]*\])")]
    private static partial Regex Link();

    [GeneratedRegex(@"</?[a-zA-Z][^<>]*/?>")]
    private static partial Regex Tag();

    // Stars, and underscores around words: those inside a name stay.
    [GeneratedRegex(@"\*+|`+|(?<![\w])_{1,2}(?=\w)|(?<=\w)_{1,2}(?![\w])|[\p{So}\p{Cs}]")]
    private static partial Regex Marks();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
