namespace Rag.Torch;

/// <summary>Sizes and strides: counting, broadcasting and checking them. Every failure names what did not fit.</summary>
internal static class Shape
{
    /// <summary>The number of elements.</summary>
    /// <exception cref="ArgumentException">A size is negative, or their product does not fit in 63 bits.</exception>
    public static long Count(ReadOnlySpan<long> sizes)
    {
        long count = 1;
        var overflow = false;
        var empty = false;
        foreach (var size in sizes)
        {
            if (size < 0) throw new ArgumentException($"A tensor of shape {Text(sizes)} has a negative size.", nameof(sizes));
            empty |= size == 0;
            overflow |= count > long.MaxValue / Math.Max(size, 1);
            count = unchecked(count * Math.Max(size, 1));
        }
        if (empty) return 0;
        return overflow ? throw new ArgumentException($"A tensor of shape {Text(sizes)} has more elements than a 64-bit count holds.", nameof(sizes)) : count;
    }

    public static long Bytes(ReadOnlySpan<long> sizes, torch.ScalarType type)
    {
        var count = Count(sizes);
        if (count > (long.MaxValue >> 8) / type.Size())
            throw new ArgumentException($"A {type} tensor of shape {Text(sizes)} does not fit in memory.", nameof(sizes));
        return count * type.Size();
    }

    /// <summary>Row-major strides, in elements.</summary>
    public static long[] Strides(ReadOnlySpan<long> sizes)
    {
        if (sizes.Length == 0) return [];
        var strides = new long[sizes.Length];
        long step = 1;
        for (var d = sizes.Length - 1; d >= 0; d--)
        {
            strides[d] = step;
            step *= Math.Max(sizes[d], 1);
        }
        return strides;
    }

    public static bool IsContiguous(ReadOnlySpan<long> sizes, ReadOnlySpan<long> strides)
    {
        long step = 1;
        for (var d = sizes.Length - 1; d >= 0; d--)
        {
            if (sizes[d] == 0) return true;
            if (sizes[d] == 1) continue;
            if (strides[d] != step) return false;
            step *= sizes[d];
        }
        return true;
    }

    /// <summary>The shape both operands expand to.</summary>
    public static long[] Broadcast(long[] a, long[] b)
    {
        if (a.AsSpan().SequenceEqual(b)) return a;
        var result = new long[Math.Max(a.Length, b.Length)];
        for (var d = 1; d <= result.Length; d++)
        {
            var sizeA = d <= a.Length ? a[^d] : 1;
            var sizeB = d <= b.Length ? b[^d] : 1;
            if (sizeA != sizeB && sizeA != 1 && sizeB != 1)
                throw new ArgumentException($"Shapes {Text(a)} and {Text(b)} do not broadcast: {sizeA} meets {sizeB} in dimension {result.Length - d}.");
            result[^d] = sizeA == 1 ? sizeB : sizeA;
        }
        return result;
    }

    /// <summary>Counts a negative dimension from the end.</summary>
    public static int Dimension(long dim, int rank, string what = "dimension")
    {
        var range = Math.Max(rank, 1);
        if (dim < -range || dim >= range)
            throw new ArgumentOutOfRangeException(nameof(dim), dim, $"The {what} lies outside [{-range}, {range - 1}] of a tensor with {rank} dimensions.");
        return (int)(dim < 0 ? dim + range : dim);
    }

    /// <summary>Sorted, counted from the front; all of them where <paramref name="dims"/> is empty.</summary>
    public static int[] Dimensions(ReadOnlySpan<long> dims, int rank)
    {
        if (dims.Length == 0) return [.. Enumerable.Range(0, rank)];
        var result = new int[dims.Length];
        for (var i = 0; i < dims.Length; i++) result[i] = Dimension(dims[i], rank);
        Array.Sort(result);
        for (var i = 1; i < result.Length; i++)
        {
            if (result[i] == result[i - 1]) throw new ArgumentException($"Dimension {result[i]} appears twice in {Text(dims)}.", nameof(dims));
        }
        return result;
    }

    /// <summary>Replaces the one -1 in <paramref name="sizes"/> so that it holds <paramref name="count"/> elements.</summary>
    public static long[] Infer(ReadOnlySpan<long> sizes, long count, long[] from)
    {
        var result = sizes.ToArray();
        var unknown = -1;
        long known = 1;
        for (var d = 0; d < result.Length; d++)
        {
            if (result[d] == -1 && unknown < 0) unknown = d;
            else if (result[d] < 0) throw new ArgumentException($"Shape {Text(sizes)} has a negative size.", nameof(sizes));
            else known = checked(known * result[d]);
        }
        if (unknown >= 0 && known > 0 && count % known == 0) result[unknown] = count / known;
        else if (unknown >= 0 || known != count)
            throw new ArgumentException($"Shape {Text(sizes)} does not hold the {count} elements of a tensor of shape {Text(from)}.", nameof(sizes));
        return result;
    }

    public static string Text(ReadOnlySpan<long> sizes) => "[" + string.Join(", ", sizes.ToArray()) + "]";

    /// <summary>The dimensions from the one with the largest steps in memory to the one with the smallest; repeated ones come first.</summary>
    public static int[] MemoryOrder(long[] strides) => [.. Enumerable.Range(0, strides.Length).OrderByDescending(d => Step(strides[d]))];

    public static bool IsInMemoryOrder(long[] strides)
    {
        for (var d = 1; d < strides.Length; d++)
        {
            if (Step(strides[d]) > Step(strides[d - 1])) return false;
        }
        return true;
    }

    private static long Step(long stride) => stride == 0 ? long.MaxValue : stride;
}
