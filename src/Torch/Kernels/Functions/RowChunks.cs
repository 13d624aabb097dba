namespace Rag.Torch.Kernels.Functions;

/// <summary>Cuts rows of numbers into pieces for threads: long rows into several, short ones into groups.</summary>
internal readonly struct RowChunks
{
    private const int Length = 16384;

    private readonly long _n;
    private readonly int _perRow;

    public RowChunks(int rows, long n)
    {
        _n = n;
        _perRow = checked((int)((n + Length - 1) / Length));
        Count = checked(rows * _perRow);
        Grain = (int)Math.Clamp(Length / Math.Max(1, n), 1, Math.Max(1, rows));
    }

    public int Count { get; }

    public int Grain { get; }

    /// <summary>Row, first element and number of elements of a piece.</summary>
    public (int Row, nint Start, int Count) this[int item]
    {
        get
        {
            int row = item / _perRow, piece = item - (row * _perRow);
            nint start = (nint)piece * Length;
            return (row, start, (int)Math.Min(Length, _n - start));
        }
    }
}
