namespace Rag.Engine.Align.Lattice;

/// <summary>The frames in which each state of a lattice is allowed: a constraint of known times, or a band around a path.</summary>
public sealed class FrameSpans
{
    private FrameSpans(int[] from, int[] to, int frames)
    {
        (From, To) = (from, to);
        (Lowest, Highest) = (new int[frames], new int[frames]);
        Array.Fill(Lowest, from.Length);
        for (var state = 0; state < from.Length; state++)
        {
            for (var t = from[state]; t < to[state]; t++) (Lowest[t], Highest[t]) = (Math.Min(Lowest[t], state), state + 1);
        }
    }

    /// <summary>Of each state its first frame.</summary>
    internal int[] From { get; }

    /// <summary>Of each state the frame behind its last; the first again where it is not allowed at all.</summary>
    internal int[] To { get; }

    /// <summary>Of each frame its first state.</summary>
    internal int[] Lowest { get; }

    /// <summary>Of each frame the state behind its last; 0 where nothing is allowed.</summary>
    internal int[] Highest { get; }

    /// <summary>What known times of the words allow.</summary>
    /// <param name="words">
    /// Of each written word that has readings its first frame and the frame behind its last; null where they are not known, and it lies between its neighbours.
    /// </param>
    /// <param name="frames">Of the recording.</param>
    /// <param name="tolerance">Frames by which the times may be wrong. From 3 on silence is allowed anywhere, else only in gaps of 2 frames or more.</param>
    /// <exception cref="ArgumentException">There are more or fewer words than the lattice has.</exception>
    public static FrameSpans OfWords(AlignmentLattice lattice, IReadOnlyList<(int From, int To)?> words, int frames, int tolerance)
    {
        const int leastGap = 2, tolerant = 3;
        if (words.Count != lattice.Words.Count)
            throw new ArgumentException($"{words.Count} times are not those of {lattice.Words.Count} words.", nameof(words));
        var (from, to) = (new int[lattice.States], new int[lattice.States]);
        for (var i = 0; i <= words.Count; i++)
        {
            var before = words.Take(i).LastOrDefault(word => word is not null)?.To ?? 0;
            var after = words.Skip(i).FirstOrDefault(word => word is not null)?.From ?? frames;
            var junction = lattice.Junctions[i == 0 ? 0 : lattice.Units[lattice.Words[i - 1].Readings[0].Last].To];
            var isGap = after - before >= leastGap || tolerance >= tolerant
                || (i > 0 && words[i - 1] is null) || (i < words.Count && words[i] is null);
            Allow(junction.Gap, junction.Gap, isGap ? before - tolerance : 0, isGap ? after + tolerance : 0);
            if (i == words.Count) break;
            var (first, last) = words[i] is { } known ? (known.From - tolerance, known.To + tolerance)
                : (before - tolerance, (words.Skip(i + 1).FirstOrDefault(word => word is not null)?.From ?? frames) + tolerance);
            foreach (var reading in lattice.Words[i].Readings) Allow(lattice.Units[reading.First].First, lattice.Units[reading.Last].Last, first, last);
        }
        return new FrameSpans(from, to, frames);

        void Allow(int state, int lastState, int first, int end)
        {
            (first, end) = (Math.Clamp(first, 0, frames), Math.Clamp(end, 0, frames));
            for (; state <= lastState; state++) (from[state], to[state]) = (first, Math.Max(first, end));
        }
    }

    /// <summary>Given for each state.</summary>
    internal static FrameSpans Of(int[] from, int[] to, int frames) => new(from, to, frames);
}
