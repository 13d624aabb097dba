using static Rag.Engine.Align.Lattice.LogSum;

namespace Rag.Engine.Align.Lattice;

/// <summary>
/// The sum over all paths of a lattice and where they go (Baum and others, 1970), in logarithms: a path that is poor now and right in the
/// end is not lost. A frame costs some 10 ns a state, there and back.
/// </summary>
public sealed class ForwardBackward
{
    private readonly AlignmentLattice _lattice;
    private readonly LatticeScores _scores;
    private readonly bool _anyEnd;
    private readonly LatticeFrame _frame;
    private readonly double[][] _alpha; // of each frame, its allowed states
    private readonly double[] _inflow; // (frames, junctions): all that may enter a word or silence with the frame

    private ForwardBackward(AlignmentLattice lattice, LatticeScores scores, FrameSpans? allowed, bool anyEnd)
    {
        (_lattice, _scores, _anyEnd) = (lattice, scores, anyEnd);
        _frame = new LatticeFrame(lattice, scores, allowed);
        _alpha = new double[scores.Frames][];
        _inflow = new double[scores.Frames * lattice.Junctions.Count];
    }

    /// <param name="allowed">The frames in which each state may be; null allows all.</param>
    /// <param name="anyEnd">Whether a path may end in any state, not only behind the last word: of a stretch of a recording.</param>
    public static LatticePosteriors Run(AlignmentLattice lattice, LatticeScores scores, FrameSpans? allowed = null, bool anyEnd = false) =>
        new ForwardBackward(lattice, scores, allowed, anyEnd).Run();

    /// <summary>The logarithm of the sum alone, which takes half the time; negative infinity where there is no path.</summary>
    public static double LogPartition(AlignmentLattice lattice, LatticeScores scores) =>
        new ForwardBackward(lattice, scores, allowed: null, anyEnd: false).Sum();

    private LatticePosteriors Run()
    {
        var posteriors = new LatticePosteriors(
            Sum(), new float[_scores.Columns.Length], new float[_scores.Starts.Length], new float[_scores.Ends.Length], new float[_scores.Units]);
        if (double.IsFinite(posteriors.LogPartition)) Backward(posteriors);
        return posteriors;
    }

    private double Sum() => Forward() is var sum && sum < AlignmentLattice.Never / 2 ? double.NegativeInfinity : sum;

    private double Forward()
    {
        var (junctions, units) = (_lattice.Junctions, _lattice.Units);
        var (before, now) = (_frame.Row(), _frame.Row());
        for (var t = 0; t < _scores.Frames; t++)
        {
            var (lowest, highest) = _frame.Range(t);
            Array.Fill(now, AlignmentLattice.Never);
            if (t > 0) _frame.Chain(before, now, lowest, highest);
            var inflow = _inflow.AsSpan(t * junctions.Count, junctions.Count);
            Enter(t, before, inflow);
            for (var k = 0; k < junctions.Count; k++)
            {
                var (gap, garbage) = (junctions[k].Gap + LatticeFrame.Lead, junctions[k].Garbage + LatticeFrame.Lead);
                if (junctions[k].Garbage >= 0)
                {
                    now[garbage] = Add(now[garbage], inflow[k] + LatticeFrame.GarbageEntry);
                    inflow[k] = Add(inflow[k], before[garbage]);
                }
                now[gap] = inflow[k];
            }
            var starts = _frame.Starts(t);
            foreach (var unit in units)
            {
                var first = unit.First + LatticeFrame.Lead;
                if (inflow[unit.From] > Floor) now[first] = Add(now[first], inflow[unit.From] + starts[unit.Column]);
            }
            _frame.AddScores(t, now, lowest, highest);
            _alpha[t] = now.AsSpan(lowest + LatticeFrame.Lead, Math.Max(0, highest - lowest)).ToArray();
            (before, now) = (now, before);
        }
        return Finish(before);
    }

    /// <summary>What arrives at each junction with a frame from the words and the silence before it.</summary>
    private void Enter(int t, double[] before, Span<double> inflow)
    {
        inflow.Fill(AlignmentLattice.Never);
        if (t == 0)
        {
            inflow[0] = 0;
            return;
        }
        var ends = _frame.Ends(t);
        foreach (var unit in _lattice.Units)
        {
            var last = before[unit.Last + LatticeFrame.Lead];
            if (last > Floor) inflow[unit.To] = Add(inflow[unit.To], last + ends[unit.Column]);
        }
        for (var k = 0; k < inflow.Length; k++) inflow[k] = Add(inflow[k], before[_lattice.Junctions[k].Gap + LatticeFrame.Lead]);
    }

    private double Finish(double[] last)
    {
        var sum = AlignmentLattice.Never;
        for (var state = 0; state < _lattice.States; state++) sum = Add(sum, last[state + LatticeFrame.Lead] + _frame.Final(state, _anyEnd));
        return sum;
    }

    private void Backward(LatticePosteriors to)
    {
        var (junctions, units) = (_lattice.Junctions, _lattice.Units);
        var (after, now) = (_frame.Row(), _frame.Row()); // after: what follows from a state of the next frame, its score included
        var (entered, left) = (new double[junctions.Count], new double[junctions.Count]);
        for (var t = _scores.Frames - 1; t >= 0; t--)
        {
            var (lowest, highest) = _frame.Range(t);
            Array.Fill(now, AlignmentLattice.Never);
            if (t == _scores.Frames - 1)
            {
                for (var state = lowest; state < highest; state++) now[state + LatticeFrame.Lead] = _frame.Final(state, _anyEnd);
            }
            else
            {
                _frame.ChainBack(after, now, lowest, highest);
                Leave(t + 1, after, entered, left);
                foreach (var unit in units)
                {
                    var last = unit.Last + LatticeFrame.Lead;
                    if (left[unit.To] > Floor) now[last] = Add(now[last], left[unit.To] + _frame.Ends(t + 1)[unit.Column]);
                }
                for (var k = 0; k < junctions.Count; k++)
                {
                    now[junctions[k].Gap + LatticeFrame.Lead] = left[k];
                    if (junctions[k].Garbage < 0) continue;
                    var garbage = junctions[k].Garbage + LatticeFrame.Lead;
                    now[garbage] = Add(now[garbage], Add(entered[k], after[junctions[k].Gap + LatticeFrame.Lead]));
                }
                Transitions(t + 1, after, left, to);
            }
            States(t, now, to, lowest, highest);
            _frame.AddScores(t, now, lowest, highest);
            (after, now) = (now, after);
        }
        Leave(0, after, entered, left);
        Transitions(0, after, left, to);
    }

    /// <summary>What follows from each junction with a frame: by words alone, and by all ways that are open to a word that ends or to silence.</summary>
    private void Leave(int t, double[] after, double[] entered, double[] left)
    {
        Array.Fill(entered, AlignmentLattice.Never);
        var starts = _frame.Starts(t);
        foreach (var unit in _lattice.Units)
        {
            var first = after[unit.First + LatticeFrame.Lead];
            if (first > Floor) entered[unit.From] = Add(entered[unit.From], first + starts[unit.Column]);
        }
        for (var k = 0; k < left.Length; k++)
        {
            var junction = _lattice.Junctions[k];
            left[k] = Add(entered[k], after[junction.Gap + LatticeFrame.Lead]);
            if (junction.Garbage >= 0) left[k] = Add(left[k], after[junction.Garbage + LatticeFrame.Lead] + LatticeFrame.GarbageEntry);
        }
    }

    /// <summary>How probably each word begins with the frame, or has ended before it.</summary>
    private void Transitions(int t, double[] after, double[] left, LatticePosteriors to)
    {
        var starts = _frame.Starts(t);
        var ends = _frame.Ends(t);
        var (lowest, highest) = t == 0 ? (0, 0) : _frame.Range(t - 1);
        var row = t * _scores.Units;
        foreach (var unit in _lattice.Units)
        {
            var into = _inflow[(t * _lattice.Junctions.Count) + unit.From] + starts[unit.Column] + after[unit.First + LatticeFrame.Lead];
            to.Starts[row + unit.Column] += (float)Math.Exp(into - to.LogPartition);
            if (unit.Last < lowest || unit.Last >= highest) continue;
            to.Ends[row + unit.Column] += (float)Math.Exp(_alpha[t - 1][unit.Last - lowest] + ends[unit.Column] + left[unit.To] - to.LogPartition);
        }
    }

    private void States(int t, double[] beta, LatticePosteriors to, int lowest, int highest)
    {
        var row = to.Columns.AsSpan(t * _scores.Width, _scores.Width);
        for (var state = lowest; state < highest; state++)
        {
            var log = _alpha[t][state - lowest] + beta[state + LatticeFrame.Lead] - to.LogPartition;
            if (log > Negligible) row[_lattice.Columns[state]] += (float)Math.Exp(log);
        }
        if (t < _scores.Frames - 1) return;
        foreach (var unit in _lattice.Units)
        {
            if (unit.Last < lowest || unit.Last >= highest || unit.To != _lattice.Junctions.Count - 1) continue;
            to.AtEnd[unit.Column] = (float)Math.Exp(_alpha[t][unit.Last - lowest] + beta[unit.Last + LatticeFrame.Lead] - to.LogPartition);
        }
    }
}
