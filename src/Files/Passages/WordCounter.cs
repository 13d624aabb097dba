namespace Rag.Files.Passages;

/// <summary>Measures text in words, so that English and Chinese passages say about as much.</summary>
internal static class WordCounter
{
    private const double WordsPerHan = 1 / 1.6;

    // A run longer than any word - a key, a line of dashes - counts as several, which bounds a passage in characters.
    private const int LongestWord = 24;

    public static double Count(ReadOnlySpan<char> text)
    {
        double words = 0;
        for (var i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
            }
            else if (Cjk.IsHan(text[i]))
            {
                words += WordsPerHan;
                i++;
            }
            else
            {
                var start = i;
                var isWord = char.IsLetterOrDigit(text[i]);
                while (i < text.Length && !char.IsWhiteSpace(text[i]) && !Cjk.IsHan(text[i])
                    && (char.IsLetterOrDigit(text[i]) || text[i] is '\'' or '’') == isWord)
                {
                    i++;
                }
                if (i == start) i++;
                words += isWord ? Math.Max(1, (double)(i - start) / LongestWord) : (double)(i - start) / LongestWord;
            }
        }
        return words;
    }
}
