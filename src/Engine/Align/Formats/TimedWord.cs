namespace Rag.Engine.Align.Formats;

/// <summary>A word with its times in whole units of a format.</summary>
/// <param name="Word">What it is.</param>
/// <param name="Start">From 0 on.</param>
/// <param name="End">Not before the start.</param>
internal readonly record struct TimedWord(AlignedWord Word, long Start, long End)
{
    /// <summary>Whether it lasts a unit at least.</summary>
    public bool HasLength => End > Start;

    /// <summary>As it is written.</summary>
    public string Text => Word.Word.Text;

    /// <summary>
    /// The times of an alignment's words in a format's units, rounded so that none overlaps another, none goes back and none is outside of the
    /// recording.
    /// </summary>
    /// <param name="perSecond">Units of a second.</param>
    public static IReadOnlyList<TimedWord> All(Alignment alignment, int perSecond)
    {
        var last = (long)Math.Round(alignment.Seconds * perSecond);
        var words = new List<TimedWord>(alignment.Words.Count);
        long before = 0;
        foreach (var word in alignment.Words)
        {
            var start = Math.Clamp((long)Math.Round(word.Start * perSecond), before, Math.Max(before, last));
            before = Math.Clamp((long)Math.Round(word.End * perSecond), start, Math.Max(start, last));
            words.Add(new TimedWord(word, start, before));
        }
        return words;
    }
}
