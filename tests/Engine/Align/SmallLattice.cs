using Rag.Encoders.Audio.Aligner;
using Rag.Engine.Align.Lattice;

namespace Rag.Tests.Engine.Align;

/// <summary>Lattices of few words, scores drawn for them, and the slow way to sum over their paths.</summary>
internal static class SmallLattice
{
    public static SpokenLetters Text(params string[][] words) => SpokenLetters.Of([.. words.Select(IReadOnlyList<string> (readings) => readings)], reach: 2);

    /// <summary>Scores within -2..2 for so many frames of a text, with a column of unwritten speech at the end.</summary>
    public static LatticeScores Scores(SpokenLetters text, int frames, int seed)
    {
        var random = new Random(seed);
        float[] Draw(int width) => [.. Enumerable.Range(0, frames * width).Select(_ => (float)((4 * random.NextDouble()) - 2))];
        return new LatticeScores(frames, Draw(2 + (2 * text.Letters.Count)), Draw(text.Units.Count), Draw(text.Units.Count));
    }

    /// <summary>All that a path may do, one path at a time: what it adds up to, the frame each unit begins with, and the frame behind each.</summary>
    public static IEnumerable<(double Score, int[] States, Dictionary<int, int> Starts, Dictionary<int, int> Ends)> Paths(
        AlignmentLattice lattice, LatticeScores scores, FrameSpans? allowed = null)
    {
        return Go(0, -1, 0, [], [], []);

        IEnumerable<(double, int[], Dictionary<int, int>, Dictionary<int, int>)> Go(
            int t, int state, double score, int[] states, Dictionary<int, int> starts, Dictionary<int, int> ends)
        {
            if (t == scores.Frames)
            {
                var unit = lattice.Units.FirstOrDefault(unit => unit.Last == state && unit.To == lattice.Junctions.Count - 1, new LatticeUnit(-1, 0, 0, 0, 0));
                if (unit.Column >= 0) yield return (score, states, starts, new(ends) { [unit.Column] = t });
                else if (state == lattice.Junctions[^1].Gap || state == lattice.Junctions[^1].Garbage) yield return (score, states, starts, ends);
                yield break;
            }
            foreach (var (next, gained, started, ended) in Next(t, state))
            {
                if (allowed is not null && (t < allowed.From[next] || t >= allowed.To[next])) continue;
                var newStarts = started < 0 ? starts : new(starts) { [started] = t };
                var newEnds = ended < 0 ? ends : new(ends) { [ended] = t };
                var emitted = scores.Columns.Span[(t * scores.Width) + lattice.Columns[next]];
                foreach (var path in Go(t + 1, next, score + gained + emitted, [.. states, next], newStarts, newEnds)) yield return path;
            }
        }

        IEnumerable<(int State, double Gained, int Started, int Ended)> Next(int t, int state)
        {
            if (state < 0)
            {
                foreach (var step in From(0, t, 0, -1)) yield return step;
                yield break;
            }
            var junction = lattice.Junctions.ToList().FindIndex(junction => junction.Gap == state || junction.Garbage == state);
            if (junction >= 0)
            {
                foreach (var step in From(junction, t, 0, -1).Where(step => step.State != lattice.Junctions[junction].Garbage)) yield return step;
                if (lattice.Junctions[junction].Garbage is >= 0 and var garbage)
                    yield return (garbage, state == garbage ? 0 : LatticeFrame.GarbageEntry, -1, -1);
                yield break;
            }
            var unit = lattice.Units.Single(unit => unit.First <= state && state <= unit.Last);
            yield return (state, 0, -1, -1);
            if (state + 1 <= unit.Last) yield return (state + 1, 0, -1, -1);
            if (state + 2 <= unit.Last) yield return (state + 2, 0, -1, -1);
            if (state != unit.Last) yield break;
            foreach (var step in From(unit.To, t, scores.Ends.Span[(t * scores.Units) + unit.Column], unit.Column)) yield return step;
        }

        IEnumerable<(int State, double Gained, int Started, int Ended)> From(int junction, int t, double gained, int ended)
        {
            var (gap, garbage) = (lattice.Junctions[junction].Gap, lattice.Junctions[junction].Garbage);
            yield return (gap, gained, -1, ended);
            if (garbage >= 0) yield return (garbage, gained + LatticeFrame.GarbageEntry, -1, ended);
            foreach (var unit in lattice.Units.Where(unit => unit.From == junction))
                yield return (unit.First, gained + scores.Starts.Span[(t * scores.Units) + unit.Column], unit.Column, ended);
        }
    }
}
