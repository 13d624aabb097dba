namespace Rag.Memory.Vectors;

/// <summary>A vector in 8 bits a number: number i is about <c>Scale * Codes[i]</c>.</summary>
internal readonly record struct CodedVector(sbyte[] Codes, float Scale)
{
    public static CodedVector Of(ReadOnlySpan<float> vector)
    {
        var codes = new sbyte[vector.Length];
        return new CodedVector(codes, Encode(vector, codes));
    }

    /// <summary>Writes the codes, -127 to 127 and the largest number one of these, and returns the scale.</summary>
    public static float Encode(ReadOnlySpan<float> vector, Span<sbyte> codes)
    {
        var largest = 0f;
        foreach (var number in vector) largest = Math.Max(largest, Math.Abs(number));
        var scale = largest / 127;
        for (var i = 0; i < vector.Length; i++) codes[i] = (sbyte)MathF.Round(vector[i] / scale);
        return scale;
    }
}

/// <summary>Coded vectors side by side in memory that stays where it is.</summary>
internal readonly unsafe struct CodeRows(sbyte* codes, float* scales, int count, int dimension)
{
    public int Count { get; } = count;

    public float Scale(int row) => scales[row];

    public ReadOnlySpan<sbyte> Row(int row) => new(codes + (long)row * dimension, dimension);

    /// <summary>About the dot product of two rows.</summary>
    public float Similarity(int a, int b) => DotProduct.Of(Row(a), Row(b)) * scales[a] * scales[b];

    /// <summary>About the dot product of the row and another vector, given its codes and scale.</summary>
    public float Similarity(ReadOnlySpan<sbyte> other, float otherScale, int row) =>
        DotProduct.Of(other, Row(row)) * otherScale * scales[row];

    /// <summary>Asks for a row that is needed in a moment.</summary>
    public void Prefetch(int row)
    {
        if (!System.Runtime.Intrinsics.X86.Sse.IsSupported) return;
        var start = codes + (long)row * dimension;
        for (var i = 0; i < dimension; i += 64) System.Runtime.Intrinsics.X86.Sse.Prefetch0(start + i);
        System.Runtime.Intrinsics.X86.Sse.Prefetch0(scales + row);
    }
}
