using Rag.Engine.Align.Lattice;

namespace Rag.Engine.Align;

/// <summary>The frames of a word on a path, the last exclusive.</summary>
internal readonly record struct WordSpan(int Word, int From, int To);

/// <summary>What a path goes through: the words that it does not leave out, and stretches of unwritten speech.</summary>
internal sealed class PathSpans
{
    private PathSpans(IReadOnlyList<WordSpan> words, IReadOnlyList<(int From, int To)> unwritten) => (Words, Unwritten) = (words, unwritten);

    /// <summary>In their order.</summary>
    public IReadOnlyList<WordSpan> Words { get; }

    /// <summary>In their order; frames, the last exclusive.</summary>
    public IReadOnlyList<(int From, int To)> Unwritten { get; }

    /// <param name="path">The state of each frame.</param>
    public static PathSpans Of(AlignmentLattice lattice, IReadOnlyList<int> path)
    {
        const int none = -1, garbage = -2;
        var owner = Enumerable.Repeat(none, lattice.States).ToArray();
        foreach (var junction in lattice.Junctions.Where(junction => junction.Garbage >= 0)) owner[junction.Garbage] = garbage;
        foreach (var word in lattice.Words)
        {
            foreach (var (first, last) in word.Readings)
            {
                for (var state = lattice.Units[first].First; state <= lattice.Units[last].Last; state++)
                    if (owner[state] != garbage) owner[state] = word.Word; // silence inside a reading is the word's
            }
        }
        var (words, unwritten) = (new List<WordSpan>(), new List<(int From, int To)>());
        for (var t = 0; t < path.Count; t++)
        {
            var of = owner[path[t]];
            if (of >= 0)
            {
                if (words.Count > 0 && words[^1].Word == of) words[^1] = words[^1] with { To = t + 1 };
                else words.Add(new WordSpan(of, t, t + 1));
            }
            else if (of == garbage)
            {
                if (unwritten.Count > 0 && unwritten[^1].To == t) unwritten[^1] = (unwritten[^1].From, t + 1);
                else unwritten.Add((t, t + 1));
            }
        }
        return new PathSpans(words, unwritten);
    }

    /// <summary>The frames near the path, for a lattice of its words alone; unwritten speech stays where the path has it.</summary>
    public FrameSpans Around(AlignmentLattice lattice, int frames, int band)
    {
        var (from, to) = (new int[lattice.States], new int[lattice.States]);
        for (var i = 0; i <= Words.Count; i++)
        {
            var (before, after) = (i == 0 ? 0 : Words[i - 1].To, i == Words.Count ? frames : Words[i].From);
            var junction = lattice.Junctions[i == 0 ? 0 : lattice.Units[lattice.Words[i - 1].Readings[0].Last].To];
            Allow(junction.Gap, junction.Gap, before, after);
            if (junction.Garbage >= 0)
            {
                var said = Unwritten.Where(stretch => stretch.From >= before && stretch.To <= after).ToArray();
                if (said.Length > 0) Allow(junction.Garbage, junction.Garbage, said[0].From, said[^1].To);
            }
            if (i == Words.Count) break;
            foreach (var (first, last) in lattice.Words[i].Readings) Allow(lattice.Units[first].First, lattice.Units[last].Last, Words[i].From, Words[i].To);
        }
        return FrameSpans.Of(from, to, frames);

        void Allow(int first, int last, int start, int end)
        {
            for (var state = first; state <= last; state++) (from[state], to[state]) = (Math.Max(0, start - band), Math.Min(frames, end + band));
        }
    }
}
