using Rag.Engine.Align.Lattice;

namespace Rag.Engine.Align;

/// <summary>Where a word is in a window.</summary>
/// <param name="From">Its first frame on the best path.</param>
/// <param name="To">The frame behind its last.</param>
/// <param name="Start">Posterior median of its beginning, in frames.</param>
/// <param name="End">Of its end.</param>
/// <param name="Confidence">How surely both lie within 30 ms of that, 0..1.</param>
/// <param name="IsSaid">Whether it gains enough by its letters to be there at all.</param>
internal sealed record FoundWord(int Word, int From, int To, double Start, double End, double Confidence, bool IsSaid);

/// <summary>What is found of a stretch of words in a stretch of sound, and where something else is said; in frames of the window.</summary>
internal sealed record WindowAlignment(IReadOnlyList<FoundWord> Words, IReadOnlyList<(int From, int To)> Unwritten)
{
    private const int Band = 200; // frames to either side of the best path in which times are summed over: 1 s
    private const int Near = 6; // frames: 30 ms
    private const double Shortfall = 10; // nats that a word may gain less than its letters should

    // Nats a letter: more words in the same sound fit it a little better, so a window whose end is free would run ahead.
    private const double LetterCost = 3;

    /// <summary>
    /// The best path decides which words have a place and where something is said that is not written; the sum over the paths around it,
    /// of those words alone, gives their times. A second path, on which words have to gain by their letters, tells those that are not said:
    /// it is not asked for places, since in noise it leaves out too much.
    /// </summary>
    /// <param name="words">Their units are those of the scores, from <paramref name="firstUnit"/> on.</param>
    /// <param name="anyEnd">Whether the sound may end before the words do.</param>
    public static WindowAlignment Of(IWindowScores recording, LatticeScores scores, IReadOnlyList<int> words, int firstUnit, AlignOptions options, bool anyEnd)
    {
        int? garbage = options.Mismatch ? scores.Width - 1 : null;
        var lattice = AlignmentLattice.Of(recording.Text, words, firstUnit, garbage);
        SkipCost? skip = options.Mismatch ? new(options.Skip, Letter: 0) : null;
        var path = BestPath.Run(lattice, scores, skip, anyEnd, anyEnd ? LetterCost : 0);
        if (path is null) return new WindowAlignment([], []);
        var spans = PathSpans.Of(lattice, path);
        if (spans.Words.Count == 0) return new WindowAlignment([], spans.Unwritten);
        var said = options.Mismatch ? Said(recording, scores, spans.Words, firstUnit, new SkipCost(Shortfall, options.LetterGain)) : null;

        var present = AlignmentLattice.Of(recording.Text, spans.Words.Select(word => word.Word), firstUnit, spans.Unwritten.Count > 0 ? garbage : null);
        var posteriors = ForwardBackward.Run(present, scores, spans.Around(present, scores.Frames, Band), anyEnd);
        return new WindowAlignment(
            [.. spans.Words.Select((word, i) =>
                Read(present, present.Words[i], word, posteriors, scores, said?.Contains(word.Word) != false))],
            spans.Unwritten);
    }

    /// <summary>Those of the words that gain enough; null where there is no path.</summary>
    private static HashSet<int>? Said(IWindowScores recording, LatticeScores scores, IReadOnlyList<WordSpan> words, int firstUnit, SkipCost skip)
    {
        var lattice = AlignmentLattice.Of(recording.Text, words.Select(word => word.Word), firstUnit, scores.Width - 1);
        return BestPath.Run(lattice, scores, skip) is { } path ? [.. PathSpans.Of(lattice, path).Words.Select(word => word.Word)] : null;
    }

    private static FoundWord Read(
        AlignmentLattice lattice, LatticeWord word, WordSpan span, LatticePosteriors posteriors, LatticeScores scores, bool isSaid)
    {
        var (starts, ends) = (new double[scores.Frames + 1], new double[scores.Frames + 1]);
        if (double.IsFinite(posteriors.LogPartition))
        {
            foreach (var (firstUnit, lastUnit) in word.Readings)
            {
                var (first, last) = (lattice.Units[firstUnit].Column, lattice.Units[lastUnit].Column);
                for (var t = 0; t < scores.Frames; t++)
                {
                    starts[t] += posteriors.Starts[(t * scores.Units) + first];
                    ends[t] += posteriors.Ends[(t * scores.Units) + last];
                }
                ends[scores.Frames] += posteriors.AtEnd[last];
            }
        }
        // The path stands in where the sum says nothing: a word that the window cuts has no end in it.
        var start = PosteriorMedian.Of(starts) ?? span.From - 0.5;
        var end = PosteriorMedian.Of(ends) ?? span.To - 0.5;
        var sure = Math.Sqrt(PosteriorMedian.Mass(starts, start, Near) * PosteriorMedian.Mass(ends, end, Near));
        return new FoundWord(word.Word, span.From, span.To, start, Math.Max(start, end), Math.Clamp(sure, 0, 1), isSaid);
    }
}
