namespace Rag.Engine.Align;

/// <summary>Of the words that were found and those that were not, times that do not overlap.</summary>
internal static class WordTimes
{
    /// <param name="placed">Of each word its place, null where it has none.</param>
    /// <param name="seconds">Of the recording.</param>
    public static IReadOnlyList<AlignedWord> Of(IReadOnlyList<TranscriptWord> words, IReadOnlyList<PlacedWord?> placed, double seconds)
    {
        var aligned = new AlignedWord[words.Count];
        var end = 0.0; // of the last word that was found
        for (var word = 0; word < words.Count; word++)
        {
            if (placed[word] is { } place)
            {
                var start = Math.Max(end, Seconds(place.Start, seconds));
                end = Math.Max(start, Seconds(place.End, seconds));
                aligned[word] = place.IsSaid
                    ? new AlignedWord(words[word], start, end, place.Confidence, WordStatus.Aligned)
                    : new AlignedWord(words[word], start, end, 0, WordStatus.NotInAudio);
                continue;
            }
            var next = word + 1;
            while (next < words.Count && placed[next] is null) next++;
            // What stands between two words that were found shares the time between them.
            var until = next < words.Count ? Math.Max(end, Seconds(placed[next]!.Start, seconds)) : seconds;
            for (var i = word; i < next; i++)
            {
                double At(int place) => end + ((until - end) * (place - word) / (next - word));
                aligned[i] = new AlignedWord(words[i], At(i), At(i + 1), 0, words[i].Readings.Count == 0 ? WordStatus.Estimated : WordStatus.NotInAudio);
            }
            word = next - 1;
        }
        return aligned;
    }

    /// <summary>The second of a place that is counted in frames.</summary>
    public static double Seconds(double frame, double seconds) => Math.Clamp(frame / WindowSearch.FrameRate, 0, seconds);
}
