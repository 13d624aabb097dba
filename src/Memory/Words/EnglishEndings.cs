namespace Rag.Memory.Words;

/// <summary>
/// Strips the inflections of English from words in lower case: possessives, plurals, -ed and -ing, and the -e and -y that
/// come and go with them. The result is a key, not always a word: <c>cities</c> and <c>city</c> become <c>citi</c>.
/// </summary>
internal static class EnglishEndings
{
    /// <summary>Shortens <paramref name="word"/> in place; the length that is left.</summary>
    public static int Strip(Span<char> word)
    {
        word = Possessive(word);
        foreach (var letter in word)
        {
            if (!char.IsAsciiLetterLower(letter)) return word.Length;
        }
        return Final(Verb(Plural(word))).Length;
    }

    private static Span<char> Possessive(Span<char> word)
    {
        if (word.EndsWith("'s")) word = word[..^2];
        var length = 0;
        foreach (var letter in word)
        {
            if (letter != '\'') word[length++] = letter;
        }
        return word[..length];
    }

    // cities -> citi, ties -> tie, classes -> class, horses -> horse; not: glass, virus, basis
    private static Span<char> Plural(Span<char> word)
    {
        if (word.Length < 4 || word[^1] != 's' || word[^2] is 's' or 'u' or 'i') return word;
        var two = word.EndsWith("ies")
            ? word.Length > 4
            : word.EndsWith("sses") || word.EndsWith("ches") || word.EndsWith("shes") || word.EndsWith("xes");
        return two ? word[..^2] : word[..^1];
    }

    // planned -> plan, called -> call, making -> make, tried -> tri, tied -> tie, agreed -> agree; not: bring, exceed
    private static Span<char> Verb(Span<char> word)
    {
        if (word.EndsWith("eed")) return word.Length > 5 && word[^4] != 'c' ? word[..^1] : word;
        if (word.Length == 4 && word.EndsWith("ied")) return word[..^1];
        var stem = word.EndsWith("ing") ? word[..^3] : word.EndsWith("ed") ? word[..^2] : default;
        if (stem.Length < 2 || !stem.ContainsAny('a', 'e', 'i') && !stem.ContainsAny('o', 'u', 'y')) return word;
        if (IsShort(stem))
        {
            stem = word[..(stem.Length + 1)];
            stem[^1] = 'e';
        }
        else if (stem.Length > 3 && stem[^1] == stem[^2] && stem[^1] is not ('s' or 'z' or 'l' or 'e' or 'o'))
        {
            stem = stem[..^1];
        }
        return stem;
    }

    // house -> hous as in housing, control as controll(ed), city -> citi; make stays apart from mak
    private static Span<char> Final(Span<char> word)
    {
        if (word.Length > 3 && word[^1] == 'e' && !IsShort(word[..^1])) return word[..^1];
        if (word.Length > 4 && word.EndsWith("ll")) return word[..^1];
        if (word.Length > 2 && word[^1] == 'y' && !IsVowel(word[^2])) word[^1] = 'i';
        return word;
    }

    // One vowel, with one consonant after it: what is left of a word that had a silent e (mak-e, us-e).
    private static bool IsShort(ReadOnlySpan<char> stem)
    {
        if (stem.Length < 2 || !IsVowel(stem[^2]) || IsVowel(stem[^1]) || stem[^1] is 'w' or 'x' or 'y') return false;
        foreach (var letter in stem[..^2])
        {
            if (IsVowel(letter)) return false;
        }
        return true;
    }

    private static bool IsVowel(char letter) => letter is 'a' or 'e' or 'i' or 'o' or 'u';
}
