namespace Rag.Memory.Words;

/// <summary>
/// The parts of words such as <c>getUserName</c>, <c>HTTPServer</c> and <c>utf8</c>: between small and capital letters, and between letters
/// and digits. Single letters are none; nor are there any in a word of very many, which is a hash or the like.
/// </summary>
internal static class WordParts
{
    private const int Most = 8;

    private enum Kind
    {
        Letter,
        Capital,
        Digit,
    }

    /// <summary>Whether there are any.</summary>
    public static bool AreIn(ReadOnlySpan<char> word)
    {
        if (word.Length is 1 or > WordReader.LongestWord) return false;
        return (word[1..].ContainsAnyInRange('A', 'Z') || word.ContainsAnyInRange('0', '9')) && At(word, 0) is not null;
    }

    /// <summary>One of them, its characters [Start, End); null where there are not so many.</summary>
    public static (int Start, int End)? At(ReadOnlySpan<char> word, int index)
    {
        if (word.Length > WordReader.LongestWord) return null;
        var (start, parts) = (0, 0);
        (int, int)? found = null;
        for (var end = 1; end <= word.Length; end++)
        {
            if (!char.IsLetterOrDigit(word[end - 1])) return null; // O'Brien, a letter with its marks
            if (end < word.Length && !IsBoundary(word, end)) continue;
            if (start == 0 && end == word.Length || ++parts > Most) return null;
            if ((end - start > 1 || KindOf(word[start]) == Kind.Digit) && index-- == 0) found = (start, end);
            start = end;
        }
        return found;
    }

    private static bool IsBoundary(ReadOnlySpan<char> word, int place)
    {
        var (before, after) = (KindOf(word[place - 1]), KindOf(word[place]));
        if (before == Kind.Digit || after == Kind.Digit) return before != after;
        if (after == Kind.Capital && before == Kind.Letter) return true;
        // The last capital of several begins a word where two small letters or more follow: HTTP|Server, but DNAs.
        return before == Kind.Capital && after == Kind.Capital && place + 2 < word.Length
            && KindOf(word[place + 1]) == Kind.Letter && KindOf(word[place + 2]) == Kind.Letter;
    }

    private static Kind KindOf(char character) =>
        char.IsAsciiDigit(character) ? Kind.Digit : char.IsUpper(character) ? Kind.Capital : Kind.Letter;
}
