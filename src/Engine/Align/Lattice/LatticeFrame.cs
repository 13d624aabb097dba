using System.Numerics;
using System.Runtime.CompilerServices;

namespace Rag.Engine.Align.Lattice;

/// <summary>The steps of a lattice from one frame to the next, over rows of a logarithm for each state with room before and behind.</summary>
internal sealed class LatticeFrame
{
    /// <summary>Numbers of a row before those of the first state.</summary>
    public const int Lead = 2;

    /// <summary>What entering unwritten speech costs, against a letter that is taken for another (measured by the trial of the recipe).</summary>
    public const double GarbageEntry = -15;

    private readonly AlignmentLattice _lattice;
    private readonly LatticeScores _scores;
    private readonly FrameSpans? _allowed;
    private readonly double[] _fromPrevious, _fromSecond; // as rows
    private readonly int[] _columns;
    private readonly bool[] _final;

    public LatticeFrame(AlignmentLattice lattice, LatticeScores scores, FrameSpans? allowed)
    {
        (_lattice, _scores, _allowed) = (lattice, scores, allowed);
        (_fromPrevious, _fromSecond) = (Row(), Row());
        (_columns, _final) = ([.. lattice.Columns], new bool[lattice.States]);
        var last = lattice.Junctions[^1];
        _final[last.Gap] = true;
        if (last.Garbage >= 0) _final[last.Garbage] = true;
        foreach (var unit in lattice.Units.Where(unit => unit.To == lattice.Junctions.Count - 1)) _final[unit.Last] = true;
        for (var state = 0; state < lattice.States; state++)
            (_fromPrevious[Lead + state], _fromSecond[Lead + state]) = (lattice.FromPrevious[state], lattice.FromSecond[state]);
    }

    /// <summary>A row in which no state can be.</summary>
    public double[] Row()
    {
        var row = new double[_lattice.States + (2 * Lead) + Vector<double>.Count];
        Array.Fill(row, AlignmentLattice.Never);
        return row;
    }

    /// <summary>The states that are allowed in a frame: the first, and the one behind the last.</summary>
    public (int Lowest, int Highest) Range(int t) =>
        _allowed is null ? (0, _lattice.States) : (Math.Min(_allowed.Lowest[t], _allowed.Highest[t]), _allowed.Highest[t]);

    /// <summary>Start scores of a frame.</summary>
    public ReadOnlySpan<float> Starts(int t) => _scores.Starts.Span.Slice(t * _scores.Units, _scores.Units);

    /// <summary>End scores of a frame.</summary>
    public ReadOnlySpan<float> Ends(int t) => _scores.Ends.Span.Slice(t * _scores.Units, _scores.Units);

    /// <summary>0 where a path may end in the state, else <see cref="AlignmentLattice.Never"/>.</summary>
    public double Final(int state, bool anyEnd) => anyEnd || _final[state] ? 0 : AlignmentLattice.Never;

    /// <summary>The sum over the states of the frame before from which each state is reached without a junction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call on
    public void Chain(double[] before, double[] now, int lowest, int highest)
    {
        var floor = new Vector<double>(LogSum.Floor);
        for (var j = lowest; j < highest; j += Vector<double>.Count)
        {
            var same = new Vector<double>(before, j + Lead);
            var previous = new Vector<double>(before, j + Lead - 1) + new Vector<double>(_fromPrevious, j + Lead);
            var second = new Vector<double>(before, j + Lead - 2) + new Vector<double>(_fromSecond, j + Lead);
            if (Vector.LessThanAll(Vector.Max(same, Vector.Max(previous, second)), floor)) continue;
            LogSum.Add(same, previous, second).CopyTo(now, j + Lead);
        }
    }

    /// <summary>The same backward: what follows from each state by those it leads to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call on
    public void ChainBack(double[] after, double[] now, int lowest, int highest)
    {
        var floor = new Vector<double>(LogSum.Floor);
        for (var j = lowest; j < highest; j += Vector<double>.Count)
        {
            var same = new Vector<double>(after, j + Lead);
            var next = new Vector<double>(after, j + Lead + 1) + new Vector<double>(_fromPrevious, j + Lead + 1);
            var second = new Vector<double>(after, j + Lead + 2) + new Vector<double>(_fromSecond, j + Lead + 2);
            if (Vector.LessThanAll(Vector.Max(same, Vector.Max(next, second)), floor)) continue;
            LogSum.Add(same, next, second).CopyTo(now, j + Lead);
        }
    }

    /// <summary>Adds the frame's scores to the states that are allowed in it; no other can be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call on
    public void AddScores(int t, double[] row, int lowest, int highest)
    {
        var scores = _scores.Columns.Span.Slice(t * _scores.Width, _scores.Width);
        row.AsSpan(0, lowest + Lead).Fill(AlignmentLattice.Never);
        row.AsSpan(highest + Lead).Fill(AlignmentLattice.Never);
        for (var state = lowest; state < highest; state++)
        {
            if (_allowed is not null && (t < _allowed.From[state] || t >= _allowed.To[state])) row[state + Lead] = AlignmentLattice.Never;
            else row[state + Lead] += scores[_columns[state]];
        }
    }
}
