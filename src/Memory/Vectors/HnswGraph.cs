namespace Rag.Memory.Vectors;

/// <summary>
/// The links of a graph, in memory that stays where it is. On the lowest level each vector has a block of a count and up to
/// 2M links; on the others one of a count and up to M, found by the vector's start.
/// </summary>
/// <param name="starts">Where the blocks above the lowest level begin, for each vector; -1 for none.</param>
/// <param name="links">The blocks of the lowest level.</param>
/// <param name="upper">The blocks above it: those of a vector side by side, rising.</param>
/// <param name="m">Links on a level above the lowest.</param>
/// <param name="entry">The vector to start from.</param>
/// <param name="top">The level to start from.</param>
internal readonly unsafe struct HnswGraph(int* starts, int* links, int* upper, int m, int entry, int top)
{
    public int Entry { get; } = entry;

    public int Top { get; } = top;

    /// <summary>A count, and room for links.</summary>
    public Span<int> Block(int node, int level) => level == 0
        ? new Span<int>(links + (long)node * (2 * m + 1), 2 * m + 1)
        : new Span<int>(upper + starts[node] + (level - 1) * (m + 1), m + 1);

    public ReadOnlySpan<int> Links(int node, int level)
    {
        var block = Block(node, level);
        return block.Slice(1, block[0]);
    }
}

/// <summary>A graph that was built, as it is written.</summary>
internal sealed record HnswArrays(int[] Starts, int[] Links, int[] Upper, int M, int Entry, int Top);
