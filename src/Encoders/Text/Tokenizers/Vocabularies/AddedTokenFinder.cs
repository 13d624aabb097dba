using System.Buffers;
using System.Globalization;
using Rag.Encoders.Text.Tokenizers.Unicode;

namespace Rag.Encoders.Text.Tokenizers.Vocabularies;

/// <summary>Finds added tokens in a text, the leftmost first and of those the longest.</summary>
internal sealed class AddedTokenFinder
{
    private readonly AddedToken[] _tokens;
    private readonly TokenTrie _trie = new();
    private readonly SearchValues<char> _firstUnits;

    /// <param name="tokens">What to find, with the form in which each is searched for.</param>
    public AddedTokenFinder(IReadOnlyList<(AddedToken Token, string Pattern)> tokens)
    {
        _tokens = [.. tokens.Select(token => token.Token)];
        for (var i = 0; i < tokens.Count; i++) _trie.Add(tokens[i].Pattern, i);
        _firstUnits = SearchValues.Create([.. tokens.Select(token => token.Pattern[0])]);
    }

    /// <summary>The ranges of the text in order, each an added token or the text between two.</summary>
    public List<(AddedToken? Token, int Start, int End)> Split(ReadOnlySpan<char> text)
    {
        var parts = new List<(AddedToken?, int, int)>();
        var done = 0;
        for (var at = NextStart(text, 0); at < text.Length;)
        {
            var (length, index) = _trie.Longest(text[at..]);
            if (length == 0)
            {
                at = NextStart(text, at + 1);
                continue;
            }
            var token = _tokens[index];
            var (start, end) = (at, at + length);
            at = NextStart(text, end);
            if (token.IsSingleWord && (EndsWithWord(text[..start]) || StartsWithWord(text[end..]))) continue;
            while (token.StripsLeft && start > done && CodePoint.IsWhiteSpace(text[start - 1])) start--;
            while (token.StripsRight && end < text.Length && CodePoint.IsWhiteSpace(text[end])) end++;
            if (start < done) continue; // another token took the white space this one began with
            if (done < start) parts.Add((null, done, start));
            parts.Add((token, start, end));
            done = end;
        }
        if (done < text.Length) parts.Add((null, done, text.Length));
        return parts;
    }

    private int NextStart(ReadOnlySpan<char> text, int from)
    {
        if (from >= text.Length) return text.Length;
        var found = text[from..].IndexOfAny(_firstUnits);
        return found < 0 ? text.Length : from + found;
    }

    private static bool EndsWithWord(ReadOnlySpan<char> text) => text.Length > 0 && IsWord(CodePoint.Before(text, text.Length));

    private static bool StartsWithWord(ReadOnlySpan<char> text) => text.Length > 0 && IsWord(CodePoint.At(text, 0, out _));

    private static bool IsWord(int code) => code is 0x200C or 0x200D || CodePoint.Category(code) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber
        or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        or UnicodeCategory.EnclosingMark or UnicodeCategory.ConnectorPunctuation;
}
