using Rag.Files.Passages;

namespace Rag.Training.Reading.Data;

/// <summary>Finds where an answer stands.</summary>
internal static class AnswerSpan
{
    /// <summary>
    /// The occurrence of <paramref name="answer"/> nearest to where it is said to begin, or null where the text does not hold it.
    /// </summary>
    /// <param name="start">Counted in code points, as Python does.</param>
    public static TextSpan? Near(string text, string answer, int start)
    {
        answer = answer.Trim();
        if (answer.Length == 0) return null;
        var expected = Utf16(text, start);
        TextSpan? nearest = null;
        for (var at = text.IndexOf(answer, StringComparison.Ordinal); at >= 0; at = text.IndexOf(answer, at + 1, StringComparison.Ordinal))
        {
            if (nearest is { } best && Math.Abs(best.Start - expected) <= Math.Abs(at - expected)) break;
            nearest = new TextSpan(at, at + answer.Length);
        }
        return nearest;
    }

    /// <summary>The first place where the text holds <paramref name="answer"/> as whole words, whatever its case.</summary>
    public static TextSpan? First(string text, string answer)
    {
        answer = answer.Trim().TrimEnd('.');
        if (answer.Length == 0) return null;
        for (var at = text.IndexOf(answer, StringComparison.OrdinalIgnoreCase); at >= 0;
            at = text.IndexOf(answer, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + answer.Length;
            var isWhole = (at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end]));
            if (isWhole) return new TextSpan(at, end);
        }
        return null;
    }

    private static int Utf16(string text, int codePoints)
    {
        var at = 0;
        for (; codePoints > 0 && at < text.Length; codePoints--) at += char.IsSurrogatePair(text, at) ? 2 : 1;
        return at;
    }
}
