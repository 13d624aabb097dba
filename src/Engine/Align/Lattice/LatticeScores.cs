namespace Rag.Engine.Align.Lattice;

/// <summary>The scores of one recording's frames, row by row.</summary>
/// <param name="Frames">How many.</param>
/// <param name="Columns">(frames, width): silence, the sub-states of the letters, perhaps unwritten speech.</param>
/// <param name="Starts">(frames, units): of a word that begins with the frame.</param>
/// <param name="Ends">(frames, units): of a word that has ended before the frame.</param>
public sealed record LatticeScores(int Frames, ReadOnlyMemory<float> Columns, ReadOnlyMemory<float> Starts, ReadOnlyMemory<float> Ends)
{
    /// <summary>Numbers of a row of <see cref="Columns"/>.</summary>
    public int Width => Columns.Length / Frames;

    /// <summary>Numbers of a row of <see cref="Starts"/> and of <see cref="Ends"/>.</summary>
    public int Units => Starts.Length / Frames;
}

/// <summary>What the sum over all paths says.</summary>
/// <param name="LogPartition">The logarithm of that sum; negative infinity where there is no path.</param>
/// <param name="Columns">(frames, width): how probably a frame is in a state of the column; the gradient of the log partition by the scores.</param>
/// <param name="Starts">(frames, units): how probably the word begins with the frame; the gradient by the start scores.</param>
/// <param name="Ends">(frames, units): how probably it has ended just before the frame; the gradient by the end scores.</param>
/// <param name="AtEnd">(units): how probably it lasts to the end of the recording.</param>
public sealed record LatticePosteriors(double LogPartition, float[] Columns, float[] Starts, float[] Ends, float[] AtEnd);
