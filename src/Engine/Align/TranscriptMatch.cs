using Rag.Encoders.Audio.Aligner;
using Rag.Engine.Align.Lattice;

namespace Rag.Engine.Align;

/// <summary>How much better words explain their sound in their order than in others.</summary>
/// <param name="Nats">The difference of the log likelihoods, over all letters.</param>
/// <param name="Letters">Of the words.</param>
internal readonly record struct OrderGain(double Nats, int Letters)
{
    // Nats by which a letter's gain is off by chance, by the root of the letters: over 75 sentences it spreads by twice that at most.
    private const double Chance = 5;

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
        foreach (var (first, frames, words) in Stretches(placed, recording.Frames))
        {
            cancellationToken.ThrowIfCancellationRequested();
            IReadOnlyList<string>[] inOrder = [.. words.Select(word => readings[word])];
            SpokenLetters[] texts = [read(inOrder), .. Enumerable.Range(0, Orders).Select(_ => read(Shuffled(inOrder, random)))];
            var likelihoods = recording.Of(first, frames, texts)
                .Select((scores, i) => ForwardBackward.Run(AlignmentLattice.Of(texts[i]), scores).LogPartition).ToArray();
            var others = likelihoods.Skip(1).Where(double.IsFinite).ToArray();
            if (!double.IsFinite(likelihoods[0]) || others.Length == 0) continue;
            nats += likelihoods[0] - others.Average();
            letters += texts[0].Words.Sum(word => word[0].Sum(unit => texts[0].Units[unit].Letters));
        }
        return letters == 0 ? null : new OrderGain(nats, letters);
    }

    /// <summary>The words that were found; of a long recording some stretches of them, from its beginning to its end.</summary>
    private static IEnumerable<(int First, int Frames, int[] Words)> Stretches(IReadOnlyList<PlacedWord?> placed, int frames)
    {
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
            yield return (first, end - first, [.. inside.Select(word => word.Word)]);
        }
    }

    private static IReadOnlyList<string>[] Shuffled(IReadOnlyList<string>[] words, Random random)
    {
        IReadOnlyList<string>[] shuffled = [.. words];
        random.Shuffle(shuffled);
        return shuffled;
    }
}
