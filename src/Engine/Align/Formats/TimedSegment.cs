namespace Rag.Engine.Align.Formats;

/// <summary>The words of a cue one after another.</summary>
/// <param name="Words">At least one.</param>
internal sealed record TimedSegment(IReadOnlyList<TimedWord> Words)
{
    /// <summary>Where the first word begins that is in the sound; where none is, the first.</summary>
    public long Start { get; } = Heard(Words).First().Start;

    /// <summary>Where the last word ends that is in the sound.</summary>
    public long End { get; } = Heard(Words).Last().End;

    /// <summary>The words with single spaces.</summary>
    public string Text => string.Join(' ', Words.Select(word => word.Text));

    /// <summary>The segments of an alignment: its words by their cues.</summary>
    public static IReadOnlyList<TimedSegment> All(IReadOnlyList<TimedWord> words)
    {
        var segments = new List<TimedSegment>();
        for (var (i, start) = (1, 0); i <= words.Count; i++)
        {
            if (i < words.Count && words[i].Word.Word.Cue == words[start].Word.Word.Cue) continue;
            segments.Add(new TimedSegment([.. words.Skip(start).Take(i - start)]));
            start = i;
        }
        return segments;
    }

    private static IEnumerable<TimedWord> Heard(IReadOnlyList<TimedWord> words) =>
        words.Any(word => word.Word.Status != WordStatus.NotInAudio) ? words.Where(word => word.Word.Status != WordStatus.NotInAudio) : words;
}
