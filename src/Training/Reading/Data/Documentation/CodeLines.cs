using System.Text.RegularExpressions;
using Rag.Files.Documents;
using Rag.Files.Passages;

namespace Rag.Training.Reading.Data.Documentation;

/// <summary>Picks from a block of code the line that answers.</summary>
internal static partial class CodeLines
{
    /// <summary>Its lines but fences, remarks and blank ones.</summary>
    public static IEnumerable<TextSpan> Of(string text, Block code)
    {
        for (var start = code.Start; start < code.End;)
        {
            var length = text.AsSpan(start, code.End - start).IndexOf('\n');
            var end = length < 0 ? code.End : start + length;
            if (!NoCode().IsMatch(text[start..end])) yield return new TextSpan(start, end);
            start = end + 1;
        }
    }

    /// <summary>Lines of a block that is still about one of them.</summary>
    private const int Few = 3;

    /// <summary>
    /// The line to type, or the one that matters in a block of a few; null for a program, of which no line is the answer.
    /// </summary>
    public static TextSpan? Command(string text, Block code)
    {
        TextSpan[] lines = [.. Of(text, code).Take(12)];
        if (lines.Length == 0) return null;
        var prompted = lines.FirstOrDefault(line => Prompt().IsMatch(text[line.Start..line.End]));
        if (prompted.Length == 0 && lines.Length > Few && !Shell().IsMatch(text[code.Start..code.End])) return null;
        var chosen = prompted.Length > 0 ? prompted : lines.FirstOrDefault(line => !Preamble().IsMatch(text[line.Start..line.End]));
        return chosen.Length > 0 ? AnswerUnit.Of(text, chosen) : null;
    }

    // Blank, a fence, a remark, brackets alone, a directive of reStructuredText.
    [GeneratedRegex(@"^\s*$|^\s*(```|~~~)|^\s*(#(?!!)\s|//|--\s|/\*|\*\s|<!--|;)|^[\s{}()\[\];,]+$|^\s*\[[\w.-]+\]\s*$"
        + @"|^\s*\{[{!]|^\s*\.\. [\w:-]+|^\s*:\w+:")]
    private static partial Regex NoCode();

    [GeneratedRegex(@"^\s*(\$|#|>|>>>|mysql>|redis>|127\.0\.0\.1:6379>|PS [^>]*>)\s+\S")]
    private static partial Regex Prompt();

    [GeneratedRegex(@"^\s*(```|~~~)\s*\{?\s*\.?(sh|bash|shell|console|shell-session|zsh|powershell|cmd|bat|sql)\b")]
    private static partial Regex Shell();

    // What a program begins with before it does anything.
    [GeneratedRegex(@"^\s*(import|from|using|package|#!|#include|'use|""use|<\?|module|---|\.\.\.|@|(fun|func|fn|def"
        + @"|int) main\b|public |class |interface |struct )")]
    private static partial Regex Preamble();
}
