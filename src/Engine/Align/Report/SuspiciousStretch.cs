using System.Globalization;

namespace Rag.Engine.Align.Report;

/// <summary>A stretch of a recording whose times are worth a look.</summary>
/// <param name="Start">Second at which it begins.</param>
/// <param name="End">Second at which it ends.</param>
/// <param name="Reason">What is odd about it, in a few words.</param>
public sealed record SuspiciousStretch(double Start, double End, string Reason)
{
    /// <summary>Words in a row from which on they are a stretch: one or two are everyday.</summary>
    private const int FewestWords = 3;

    /// <summary>Mean confidence under which a stretch of words is doubtful.</summary>
    private const double Doubtful = 0.35;

    /// <summary>Seconds of unwritten speech, and of a letter, from which on they are odd.</summary>
    private const double LongUnwritten = 0.8, LongLetter = 0.5;

    /// <summary>What is odd about an alignment, by time.</summary>
    public static IReadOnlyList<SuspiciousStretch> Find(Alignment alignment)
    {
        var said = alignment.Words.Where(word => word.Word.Readings.Count > 0).ToList();
        return
        [
            .. Runs(said, word => word.Status != WordStatus.Aligned, count => $"{count} words are not found in the sound")
                .Concat(Runs(said, word => word.Status == WordStatus.Aligned && word.Confidence < Doubtful, count =>
                    $"the times of {count} words are doubtful"))
                .Concat(alignment.Unwritten.Where(stretch => stretch.End - stretch.Start >= LongUnwritten)
                    .Select(stretch => new SuspiciousStretch(stretch.Start, stretch.End, "speech that the transcript has not")))
                .Concat(said.Where(IsDrawnOut).Select(word => new SuspiciousStretch(word.Start, word.End, string.Create(
                    CultureInfo.InvariantCulture, $"\"{word.Word.Text}\" lasts {word.End - word.Start:0.0} s"))))
                .OrderBy(stretch => stretch.Start),
        ];
    }

    private static bool IsDrawnOut(AlignedWord word) =>
        word.Status == WordStatus.Aligned && word.End - word.Start > 0.5 + (LongLetter * word.Word.Readings.Max(reading => reading.Length));

    private static IEnumerable<SuspiciousStretch> Runs(List<AlignedWord> words, Func<AlignedWord, bool> isOdd, Func<int, string> reason)
    {
        for (var i = 0; i < words.Count;)
        {
            var first = i;
            while (i < words.Count && isOdd(words[i])) i++;
            if (i - first >= FewestWords) yield return new SuspiciousStretch(words[first].Start, words[i - 1].End, reason(i - first));
            if (i == first) i++;
        }
    }
}
