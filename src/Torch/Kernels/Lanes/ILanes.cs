namespace Rag.Torch.Kernels.Lanes;

/// <summary>
/// A register full of floats. Kernels are written once over <typeparamref name="V"/>; the JIT compiles them for the
/// width the machine has, and drops branches on <see cref="Count"/> and <see cref="TileRows"/>, which are constants.
/// </summary>
/// <remarks>Masks are vectors whose lanes have all bits set or none.</remarks>
internal unsafe interface ILanes<V> where V : struct, ILanes<V>
{
    /// <summary>Floats in a register.</summary>
    static abstract int Count { get; }

    /// <summary>Rows of the GEMM tile: with two registers a row it must leave registers for the operands.</summary>
    static abstract int TileRows { get; }

    static abstract V Broadcast(float value);

    static abstract V Load(float* source);

    /// <summary>The first <paramref name="count"/> (0..Count) floats, then zeros; memory behind them is not read.</summary>
    static abstract V LoadPartial(float* source, int count);

    /// <summary>Count bytes as floats.</summary>
    static abstract V LoadBytes(sbyte* source);

    void Store(float* destination);

    void StorePartial(float* destination, int count);

    static abstract V operator +(V a, V b);

    static abstract V operator -(V a, V b);

    static abstract V operator *(V a, V b);

    static abstract V operator /(V a, V b);

    /// <summary>a * b + c, fused where the machine has it.</summary>
    static abstract V MultiplyAdd(V a, V b, V c);

    /// <summary>The larger of each pair; where either is NaN, <paramref name="b"/>.</summary>
    static abstract V Max(V a, V b);

    /// <summary>The smaller of each pair; where either is NaN, <paramref name="b"/>.</summary>
    static abstract V Min(V a, V b);

    static abstract V Sqrt(V x);

    static abstract V Abs(V x);

    /// <summary>To the nearest integer, halves to even.</summary>
    static abstract V Round(V x);

    static abstract V Greater(V a, V b);

    static abstract V Equal(V a, V b);

    /// <summary>Lanes of <paramref name="yes"/> where the mask is set, of <paramref name="no"/> elsewhere.</summary>
    static abstract V Select(V mask, V yes, V no);

    /// <summary>2^n for integral n in -126..127.</summary>
    static abstract V PowerOfTwo(V n);

    /// <summary>Splits a positive normal number into mantissa in [1, 2) and exponent.</summary>
    static abstract V SplitExponent(V x, out V mantissa);

    static abstract float Sum(V x);

    static abstract float Largest(V x);
}
