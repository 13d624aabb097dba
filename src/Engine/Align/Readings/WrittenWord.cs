using System.Text.RegularExpressions;

namespace Rag.Engine.Align.Readings;

/// <summary>A word without the punctuation around it, in plain letters, and what stands beside it.</summary>
/// <param name="Core">What is left; empty where it is nothing but punctuation.</param>
/// <param name="HasDot">Whether a full stop followed, as it does in abbreviations.</param>
/// <param name="Before">The word before it, without punctuation; null at the beginning.</param>
/// <param name="After">The word after it; null at the end.</param>
/// <param name="IsShouted">Whether the whole text is in capitals, which then say nothing.</param>
internal sealed partial record WrittenWord(string Core, bool HasDot, string? Before = null, string? After = null, bool IsShouted = false)
{
    /// <summary>In small letters.</summary>
    public string Lower { get; } = Core.ToLowerInvariant();

    /// <summary>Whether a number stands directly before it.</summary>
    public bool FollowsNumber => Before is not null && Number().IsMatch(Before);

    /// <summary>Takes a word of a text apart.</summary>
    public static WrittenWord Of(string text, string? before = null, string? after = null, bool isShouted = false)
    {
        var (core, hasDot) = Trimmed(LetterFolding.Fold(text));
        return new WrittenWord(core, hasDot, CoreOf(before), CoreOf(after), isShouted);

        static string? CoreOf(string? neighbour) => neighbour is null ? null : Trimmed(LetterFolding.Fold(neighbour)).Core;
    }

    /// <summary>This word's neighbourhood with other letters in it.</summary>
    public WrittenWord With(string core) => new(core, false, Before, After, IsShouted);

    private static (string Core, bool HasDot) Trimmed(string text)
    {
        var (start, end) = (0, text.Length);
        while (end > start && "()[]{}\"“”„«»‹›'*_~.,;:!?-|•·。，、！？：；".Contains(text[end - 1])) end--;
        while (start < end && "()[]{}\"“”„«»‹›'*_.,;:!?¡¿-|•·".Contains(text[start]) && !IsSign(text, start, end)) start++;
        return (text[start..end], end < text.Length && text[end] == '.');
    }

    /// <summary>Whether a mark before a number belongs to it: .5, -3, '90s.</summary>
    private static bool IsSign(string text, int at, int end) =>
        text[at] is '.' or '-' or '\'' && at + 1 < end && (char.IsAsciiDigit(text[at + 1]) || (text[at] == '-' && "$£€".Contains(text[at + 1])));

    [GeneratedRegex(@"^[$£€]?\d[\d,.]*$")]
    private static partial Regex Number();
}
