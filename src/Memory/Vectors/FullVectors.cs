namespace Rag.Memory.Vectors;

/// <summary>Vectors in full, each at the end of its item's bytes, in memory that stays where it is.</summary>
/// <param name="items">The item of each vector, rising.</param>
/// <param name="start">Where the items' bytes are counted from.</param>
/// <param name="ends">Where each item's bytes end.</param>
internal readonly unsafe struct FullVectors(int* items, int count, byte* start, long* ends, int dimension)
{
    /// <summary>The item of each vector, rising.</summary>
    public ReadOnlySpan<int> Items => new(items, count);

    /// <summary>The vector of an item that has one; its checksum is not looked at.</summary>
    public ReadOnlySpan<float> Of(int item) => new(start + ends[item] - (long)sizeof(float) * dimension, dimension);
}
