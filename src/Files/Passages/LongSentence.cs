namespace Rag.Files.Passages;

/// <summary>Cuts what is longer than a passage: at clauses if it has any, then at spaces, then anywhere.</summary>
internal static class LongSentence
{
    private const string ClauseMarks = ",;:，；：、—–\n|";
    private const int LongestToken = 24;

    /// <summary>The pieces, of about the same size, none above <paramref name="maxWords"/>.</summary>
    public static List<TextSpan> Cut(string text, int start, int end, double maxWords)
    {
        double left = 0; // words from start on
        for (var i = start; i < end;) left += Take(text, ref i, end);
        var pieces = new List<TextSpan>();
        while (left > maxWords)
        {
            var pieceWords = left / Math.Ceiling(left / maxWords);
            var (cut, words) = FindCut(text, start, end, pieceWords, maxWords);
            Add(text, start, cut, pieces);
            start = cut;
            left -= words;
        }
        Add(text, start, end, pieces);
        return pieces;
    }

    /// <summary>The best place for a cut after at least half of the target and at most maxWords.</summary>
    private static (int Cut, double Words) FindCut(string text, int start, int end, double target, double maxWords)
    {
        (int Cut, double Words) clause = default, space = default, any = default;
        double words = 0;
        for (var i = start; i < end;)
        {
            words += Take(text, ref i, end);
            if (words > maxWords && any.Cut > 0) break;
            if (words < target / 2) continue;
            any = (i, words);
            if (i < end && char.IsWhiteSpace(text[i])) space = any;
            if (ClauseMarks.Contains(text[i - 1])) clause = any;
            if (words >= target && clause.Cut > 0) break;
        }
        return clause.Cut > 0 ? clause : space.Cut > 0 ? space : any;
    }

    /// <summary>Moves over one token - a word up to a length, a Chinese character, a mark - and returns its words.</summary>
    private static double Take(string text, ref int i, int end)
    {
        var start = i++;
        if (char.IsHighSurrogate(text[start]) && i < end) i++;
        if (char.IsLetterOrDigit(text[start]) && !Cjk.IsHan(text[start]))
        {
            while (i < end && i - start < LongestToken && char.IsLetterOrDigit(text[i]) && !Cjk.IsHan(text[i])) i++;
        }
        return WordCounter.Count(text.AsSpan(start, i - start));
    }

    private static void Add(string text, int start, int end, List<TextSpan> pieces)
    {
        while (start < end && char.IsWhiteSpace(text[start])) start++;
        while (end > start && char.IsWhiteSpace(text[end - 1])) end--;
        if (start < end) pieces.Add(new TextSpan(start, end));
    }
}
