namespace Rag.Engine.Align.Lattice;

/// <summary>What leaving a word of a transcript out costs a path.</summary>
/// <param name="Word">In nats.</param>
/// <param name="Letter">Less for each of its letters: what a word has to gain to be worth its place.</param>
internal readonly record struct SkipCost(double Word, double Letter);

/// <summary>
/// The best path through a lattice (Viterbi, 1967), which unlike the sum over all may leave words out: it decides what of a transcript is
/// in the sound.
/// </summary>
internal sealed class BestPath
{
    private const byte Stay = 0, Previous = 1, Second = 2, Arrive = 3;

    private readonly AlignmentLattice _lattice;
    private readonly LatticeScores _scores;
    private readonly LatticeFrame _frame;
    private readonly SkipCost? _skip;
    private readonly double _letterCost;
    private readonly byte[] _steps; // (frames, states)
    private readonly int[] _sources; // (frames, junctions): from which state it is best reached

    private BestPath(AlignmentLattice lattice, LatticeScores scores, SkipCost? skip, double letterCost)
    {
        (_lattice, _scores, _skip, _letterCost) = (lattice, scores, skip, letterCost);
        _frame = new LatticeFrame(lattice, scores, allowed: null);
        _steps = new byte[(long)scores.Frames * lattice.States];
        _sources = new int[scores.Frames * lattice.Junctions.Count];
    }

    /// <returns>The state of each frame; null where there is no path.</returns>
    /// <param name="skip">null where every word has to be there.</param>
    /// <param name="anyEnd">Whether a path may end in any state: of a stretch of a recording.</param>
    /// <param name="letterCost">What a path pays for each letter it goes through, said or left out: for where it need not go through all.</param>
    public static int[]? Run(AlignmentLattice lattice, LatticeScores scores, SkipCost? skip = null, bool anyEnd = false, double letterCost = 0)
    {
        var search = new BestPath(lattice, scores, skip is { } cost ? cost with { Letter = cost.Letter - letterCost } : null, letterCost);
        var last = search.Forward();
        var finals = search.Finals(anyEnd);
        var best = Enumerable.Range(0, lattice.States).MaxBy(state => last[state + LatticeFrame.Lead] + finals[state]);
        return last[best + LatticeFrame.Lead] + finals[best] > LogSum.Floor ? search.Back(best) : null;
    }

    private double[] Forward()
    {
        var junctions = _lattice.Junctions;
        var (before, now) = (_frame.Row(), _frame.Row());
        var (inflow, skipped, skipSource) = (new double[junctions.Count], new double[junctions.Count], new int[junctions.Count]);
        double[] fromPrevious = [.. _lattice.FromPrevious], fromSecond = [.. _lattice.FromSecond];
        for (var t = 0; t < _scores.Frames; t++)
        {
            var steps = _steps.AsSpan(t * _lattice.States, _lattice.States);
            Chain(before, now, fromPrevious, fromSecond, steps);
            var sources = _sources.AsSpan(t * junctions.Count, junctions.Count);
            Enter(t, before, inflow, sources);
            if (_skip is { } cost) Skip(cost, inflow, sources, skipped, skipSource);
            for (var k = 0; k < junctions.Count; k++)
            {
                Reach(now, steps, junctions[k].Gap, inflow[k]);
                if (junctions[k].Garbage >= 0) Reach(now, steps, junctions[k].Garbage, inflow[k] + LatticeFrame.GarbageEntry);
            }
            var starts = _frame.Starts(t);
            foreach (var unit in _lattice.Units) Reach(now, steps, unit.First, inflow[unit.From] + starts[unit.Column] - (_letterCost * unit.Letters));
            _frame.AddScores(t, now, 0, _lattice.States);
            (before, now) = (now, before);
        }
        return before;
    }

    private static void Chain(double[] before, double[] now, double[] fromPrevious, double[] fromSecond, Span<byte> steps)
    {
        Array.Fill(now, AlignmentLattice.Never);
        for (var state = 0; state < steps.Length; state++)
        {
            var at = state + LatticeFrame.Lead;
            var (best, step) = (before[at], Stay);
            if (before[at - 1] + fromPrevious[state] > best) (best, step) = (before[at - 1], Previous);
            if (before[at - 2] + fromSecond[state] > best) (best, step) = (before[at - 2], Second);
            (now[at], steps[state]) = (best, step);
        }
    }

    private static void Reach(double[] now, Span<byte> steps, int state, double score)
    {
        if (score > now[state + LatticeFrame.Lead]) (now[state + LatticeFrame.Lead], steps[state]) = (score, Arrive);
    }

    /// <summary>The best way to each junction with a frame, and from where.</summary>
    private void Enter(int t, double[] before, double[] inflow, Span<int> sources)
    {
        Array.Fill(inflow, AlignmentLattice.Never);
        sources.Fill(-1);
        if (t == 0)
        {
            inflow[0] = 0;
            return;
        }
        var ends = _frame.Ends(t);
        foreach (var unit in _lattice.Units) Better(unit.To, unit.Last, before[unit.Last + LatticeFrame.Lead] + ends[unit.Column], sources);
        for (var k = 0; k < inflow.Length; k++)
        {
            var (gap, garbage) = (_lattice.Junctions[k].Gap, _lattice.Junctions[k].Garbage);
            Better(k, gap, before[gap + LatticeFrame.Lead], sources);
            if (garbage >= 0) Better(k, garbage, before[garbage + LatticeFrame.Lead], sources);
        }

        void Better(int junction, int state, double score, Span<int> sources)
        {
            if (score > inflow[junction]) (inflow[junction], sources[junction]) = (score, state);
        }
    }

    private void Skip(SkipCost cost, double[] inflow, Span<int> sources, double[] skipped, int[] skipSource)
    {
        Array.Fill(skipped, AlignmentLattice.Never);
        for (var k = 0; k < inflow.Length; k++)
        {
            if (skipped[k] > inflow[k]) (inflow[k], sources[k]) = (skipped[k], skipSource[k]);
            var (to, letters) = (_lattice.Junctions[k].Skip, _lattice.Junctions[k].Letters);
            if (to >= 0) (skipped[to], skipSource[to]) = (inflow[k] - cost.Word + (cost.Letter * letters), sources[k]);
        }
    }

    /// <summary>What ending in each state costs; words behind it are left out.</summary>
    private double[] Finals(bool anyEnd)
    {
        var (junctions, finals) = (_lattice.Junctions, new double[_lattice.States]);
        if (anyEnd) return finals;
        Array.Fill(finals, AlignmentLattice.Never);
        var rest = new double[junctions.Count];
        for (var k = junctions.Count - 1; k >= 0; k--)
        {
            rest[k] = k == junctions.Count - 1 ? 0
                : junctions[k].Skip < 0 || _skip is not { } cost ? AlignmentLattice.Never
                : rest[junctions[k].Skip] - cost.Word + (cost.Letter * junctions[k].Letters);
            finals[junctions[k].Gap] = rest[k];
            if (junctions[k].Garbage >= 0) finals[junctions[k].Garbage] = rest[k];
        }
        foreach (var unit in _lattice.Units) finals[unit.Last] = rest[unit.To];
        return finals;
    }

    private int[] Back(int state)
    {
        var junctionOf = new int[_lattice.States];
        for (var k = 0; k < _lattice.Junctions.Count; k++)
        {
            junctionOf[_lattice.Junctions[k].Gap] = k;
            if (_lattice.Junctions[k].Garbage >= 0) junctionOf[_lattice.Junctions[k].Garbage] = k;
        }
        foreach (var unit in _lattice.Units) junctionOf[unit.First] = unit.From;
        var path = new int[_scores.Frames];
        for (var t = path.Length - 1; t >= 0; t--)
        {
            path[t] = state;
            var step = _steps[((long)t * _lattice.States) + state];
            state = step == Arrive ? _sources[(t * _lattice.Junctions.Count) + junctionOf[state]] : state - step;
        }
        return path;
    }
}
