namespace Rag.Engine.Align.Formats;

/// <summary>What is shown at once: one or two lines of words.</summary>
internal sealed record Subtitle(IReadOnlyList<IReadOnlyList<TimedWord>> Lines)
{
    /// <summary>The words of all lines.</summary>
    public TimedSegment Segment { get; } = new([.. Lines.SelectMany(line => line)]);
}

/// <summary>
/// Cuts segments into subtitles of two lines of 42 characters, as broadcasters have them: behind punctuation and in pauses rather than elsewhere, and so that
/// none is much shorter than the others. A word that is longer than a line has one of its own.
/// </summary>
internal static class SubtitleLayout
{
    /// <summary>Characters of a line.</summary>
    public const int LineLength = 42;

    private const int MostLines = 2;

    // What cuts cost, most in the middle of a phrase; what each subtitle does, and one that is all empty.
    private const double MidPhrase = 60, AfterComma = 6, SecondOfPause = 40, Each = 10, Empty = 21;

    /// <param name="perSecond">The units of the words' times.</param>
    public static IReadOnlyList<Subtitle> Cut(TimedSegment segment, int perSecond)
    {
        var words = segment.Words;
        var best = new (double Cost, int From)[words.Count + 1];
        for (var to = 1; to <= words.Count; to++)
        {
            best[to] = (double.PositiveInfinity, to - 1);
            for (var from = to - 1; from >= 0 && (from == to - 1 || Fits(words, from, to)); from--)
            {
                var empty = Math.Max(0, 1 - ((double)Length(words, from, to) / (MostLines * LineLength)));
                var cost = best[from].Cost + (to == words.Count ? 0 : CostOfCut(words[to - 1], words[to], perSecond)) + Each + (Empty * empty * empty);
                if (cost < best[to].Cost) best[to] = (cost, from);
            }
        }
        var subtitles = new List<Subtitle>();
        for (var to = words.Count; to > 0; to = best[to].From) subtitles.Add(new Subtitle(Break(words, best[to].From, to)));
        subtitles.Reverse();
        return subtitles;
    }

    private static double CostOfCut(TimedWord before, TimedWord after, int perSecond)
    {
        var mark = before.Text.TrimEnd('"', '\'', '”', '’', ')', ']').LastOrDefault();
        var pause = Math.Min(1, (double)(after.Start - before.End) / perSecond);
        return (mark is '.' or '!' or '?' or ';' or ':' ? 0 : mark is ',' or '—' ? AfterComma : MidPhrase) - (SecondOfPause * pause);
    }

    /// <summary>Whether words go into two lines; one long word by itself always does.</summary>
    private static bool Fits(IReadOnlyList<TimedWord> words, int from, int to)
    {
        var lines = 1;
        for (var (i, start) = (from, from); i < to; i++)
        {
            if (Length(words, start, i + 1) <= LineLength || i == start) continue;
            lines++;
            start = i;
        }
        return lines <= MostLines && (to - from == 1 || Length(words, from, to) <= (MostLines * LineLength) + 1);
    }

    /// <summary>One line where there is room; else two that are as equal as can be, the upper one rather the shorter.</summary>
    private static List<IReadOnlyList<TimedWord>> Break(IReadOnlyList<TimedWord> words, int from, int to)
    {
        if (Length(words, from, to) <= LineLength || to - from == 1) return [[.. words.Skip(from).Take(to - from)]];
        var at = Enumerable.Range(from + 1, to - from - 1).MinBy(cut => Math.Max(Length(words, from, cut), Length(words, cut, to)));
        return [[.. words.Skip(from).Take(at - from)], [.. words.Skip(at).Take(to - at)]];
    }

    private static int Length(IReadOnlyList<TimedWord> words, int from, int to)
    {
        var length = to - from - 1;
        for (var i = from; i < to; i++) length += words[i].Text.Length;
        return length;
    }
}
