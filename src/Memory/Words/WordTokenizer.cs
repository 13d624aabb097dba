using System.Globalization;
using System.Text;

namespace Rag.Memory.Words;

/// <summary>A normalised word and the stretch of text it came from.</summary>
/// <param name="Text">Folded (and, where asked, stemmed) form that index and query share.</param>
/// <param name="Start">First UTF-16 unit in the text.</param>
/// <param name="End">One past the last.</param>
public readonly record struct Word(string Text, int Start, int End);

/// <summary>
/// Cuts text of any language into the words that the index knows. A word is a run of letters, digits and marks; case,
/// accents and width are folded away (NFKD without marks, Unicode Standard Annex 15). Han, Hiragana and Katakana have no
/// spaces between words: each pair of neighbouring characters is a word, and each character too.
/// </summary>
/// <param name="stem">Strips English suffixes (<see cref="PorterStemmer"/>).</param>
public sealed class WordTokenizer(bool stem = true)
{
    /// <summary>The words of <paramref name="text"/> in the order in which they end.</summary>
    public IEnumerable<Word> Tokenize(string text)
    {
        var previous = -1; // start of the ideograph just before, which makes a pair with the next
        for (var i = 0; i < text.Length;)
        {
            var rune = RuneAt(text, i, out var length);
            if (IsIdeograph(rune))
            {
                if (previous >= 0) yield return new Word(Fold(text[previous..(i + length)]), previous, i + length);
                yield return new Word(Fold(text[i..(i + length)]), i, i + length);
                previous = i;
                i += length;
                continue;
            }
            previous = -1;
            if (!IsPartOfWord(rune))
            {
                i += length;
                continue;
            }
            var end = EndOfWord(text, i + length);
            yield return new Word(Normalise(text[i..end]), i, end);
            i = end;
        }
    }

    private string Normalise(string word)
    {
        var folded = Fold(word);
        return stem ? PorterStemmer.Stem(folded) : folded;
    }

    /// <summary>Goes on over letters, digits and marks, over an apostrophe between letters and a point or comma between digits.</summary>
    private static int EndOfWord(string text, int i)
    {
        while (i < text.Length)
        {
            var rune = RuneAt(text, i, out var length);
            if (IsPartOfWord(rune) && !IsIdeograph(rune)) i += length;
            else if (Joins(text, i)) i++;
            else break;
        }
        return i;
    }

    private static bool Joins(string text, int i) =>
        i + 1 < text.Length && text[i] switch
        {
            '\'' or '’' => char.IsLetter(text[i - 1]) && char.IsLetter(text[i + 1]),
            '.' or ',' => char.IsAsciiDigit(text[i - 1]) && char.IsAsciiDigit(text[i + 1]),
            _ => false,
        };

    private static string Fold(string word)
    {
        if (Ascii.IsValid(word)) return word.ToLowerInvariant().Replace("'s", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal);
        var folded = new StringBuilder(word.Length);
        foreach (var c in word.Replace('’', '\'').Replace("'s", "", StringComparison.Ordinal).Normalize(NormalizationForm.FormKD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && c is not ('\'' or ',')) folded.Append(char.ToLowerInvariant(c));
        }
        return folded.ToString();
    }

    private static Rune RuneAt(string text, int i, out int length)
    {
        Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out length);
        return rune;
    }

    private static bool IsPartOfWord(Rune rune) => Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    private static bool IsIdeograph(Rune rune) => rune.Value is
        (>= 0x3040 and <= 0x30FF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);
}
