using Rag.Encoders.Audio.Aligner;
using Rag.Engine.Align.Lattice;

namespace Rag.Engine.Align;

/// <summary>How much better words explain their sound in their order than in others.</summary>
/// <param name="Nats">The difference of the log likelihoods, over all letters.</param>
/// <param name="Letters">Of the words.</param>
internal readonly record struct OrderGain(double Nats, int Letters)
{
    // Nats by which a letter's gain is off by chance, by the root of the letters (measured on 75 sentences and others' transcripts).
    private const double Chance = 4;

    /// <summary>Nats a letter.</summary>
    public double PerLetter => Nats / Letters;

    /// <summary>Whether it reaches so many nats a letter, as far as so few letters can tell.</summary>
    public bool Reaches(double perLetter) => PerLetter >= perLetter - (Chance / Math.Sqrt(Letters));
}

/// <summary>
/// Tells a recording's own transcript from another's. How well letters fit says little: a model finds something for any text.
/// But only the right words explain the sound better in their order than shuffled.
/// </summary>
internal static class TranscriptMatch
{
    /// <summary>Fewer words than these have too few orders to tell.</summary>
    public const int LeastWords = 4;

    private const int Orders = 8;
    private const int MostStretches = 4; // of a long recording
    private const double Longest = 30 * WindowSearch.FrameRate;
    private const double Around = WindowSearch.FrameRate / 4.0; // sound to either side of the words

    /// <param name="readings">Of each word of the transcript.</param>
    /// <param name="read">Makes of the readings of words what the recording is scored against.</param>
    /// <returns>Null where too few words were found to tell.</returns>
    public static OrderGain? Of(
        IWindowScores recording, IReadOnlyList<PlacedWord?> placed, IReadOnlyList<IReadOnlyList<string>> readings,
        Func<IReadOnlyList<IReadOnlyList<string>>, SpokenLetters> read, CancellationToken cancellationToken)
    {
        var random = new Random(1);
        var (nats, letters) = (0.0, 0);
        foreach (var (first, frames, words) in Stretches(placed, recording.Frames, readings))
        {
            cancellationToken.ThrowIfCancellationRequested();
            IReadOnlyList<string>[] inOrder = [.. words.Select(word => readings[word])];
            SpokenLetters[] texts = [read(inOrder), .. Enumerable.Range(0, Orders).Select(_ => read(Shuffled(inOrder, random)))];
            var likelihoods = recording.Of(first, frames, texts).Select((scores, i) => LogLikelihood(texts[i], scores)).ToArray();
            var others = likelihoods.Skip(1).Where(double.IsFinite).ToArray();
            if (!double.IsFinite(likelihoods[0]) || others.Length == 0) continue;
            nats += likelihoods[0] - others.Average();
            letters += texts[0].Words.Sum(word => word[0].Sum(unit => texts[0].Units[unit].Letters));
        }
        return letters == 0 ? null : new OrderGain(nats, letters);
    }

    /// <summary>Of all words of the text with unwritten speech between them.</summary>
    private static double LogLikelihood(SpokenLetters text, LatticeScores scores) =>
        ForwardBackward.LogPartition(AlignmentLattice.Of(text, Enumerable.Range(0, text.Words.Count), garbage: scores.Width - 1), scores);

    /// <summary>
    /// The whole of a short recording; of a long one some stretches, from its beginning to its end. Words that were not found are among them:
    /// those of another transcript that were found are the ones that happen to fit.
    /// </summary>
    private static IEnumerable<(int First, int Frames, int[] Words)> Stretches(
        IReadOnlyList<PlacedWord?> placed, int frames, IReadOnlyList<IReadOnlyList<string>> readings)
    {
        if (frames <= Longest)
        {
            var words = Said(0, placed.Count - 1);
            if (words.Length >= LeastWords) yield return (0, frames, words);
            yield break;
        }
        PlacedWord[] found = [.. placed.OfType<PlacedWord>()];
        if (found.Length == 0) yield break;
        var (from, length) = (found[0].Start, found[^1].End - found[0].Start);
        var count = Math.Clamp((int)(length / Longest), 1, MostStretches);
        for (var i = 0; i < count; i++)
        {
            var start = count == 1 ? from : from + ((length - Longest) * i / (count - 1));
            PlacedWord[] inside = [.. found.Where(word => word.Start >= start && word.End <= start + Longest)];
            if (inside.Length < LeastWords) continue;
            var first = Math.Max(0, (int)(inside[0].Start - Around)) / 2 * 2;
            var end = Math.Min(frames, (int)(inside[^1].End + Around));
            yield return (first, end - first, Said(inside[0].Word, inside[^1].Word));
        }

        int[] Said(int first, int last) => [.. Enumerable.Range(first, last - first + 1).Where(word => readings[word].Count > 0)];
    }

    private static IReadOnlyList<string>[] Shuffled(IReadOnlyList<string>[] words, Random random)
    {
        IReadOnlyList<string>[] shuffled = [.. words];
        random.Shuffle(shuffled);
        return shuffled;
    }
}
