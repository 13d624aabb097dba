namespace Rag.Torch;

/// <summary>Makes tensors that share another's memory.</summary>
internal static class View
{
    public static torch.Tensor Of(torch.Tensor tensor, long[] sizes, long[] strides, long offset) =>
        new(tensor.Storage.Retain(), sizes, strides, offset, tensor.dtype);

    /// <summary>One dimension replaced by (size, stride), or left out where size is negative.</summary>
    public static torch.Tensor WithDimension(torch.Tensor tensor, int dim, long size, long stride, long offset)
    {
        if (size < 0) return Of(tensor, Without(tensor.Sizes, dim), Without(tensor.Strides, dim), offset);
        var (sizes, strides) = (tensor.shape, (long[])tensor.Strides.Clone());
        (sizes[dim], strides[dim]) = (size, stride);
        return Of(tensor, sizes, strides, offset);
    }

    /// <summary>Dimension i of the view is dimension order[i].</summary>
    public static torch.Tensor Permuted(torch.Tensor tensor, int[] order)
    {
        var (sizes, strides) = (new long[order.Length], new long[order.Length]);
        for (var i = 0; i < order.Length; i++) (sizes[i], strides[i]) = (tensor.Sizes[order[i]], tensor.Strides[order[i]]);
        return Of(tensor, sizes, strides, tensor.Offset);
    }

    public static long[] Without(long[] values, int at) => [.. values.AsSpan(0, at), .. values.AsSpan(at + 1)];

    public static long[] With(long[] values, int at, long value) => [.. values.AsSpan(0, at), value, .. values.AsSpan(at)];

    /// <summary>Strides under which the same memory has another shape; null where a copy is needed.</summary>
    public static long[]? StridesFor(torch.Tensor tensor, long[] sizes)
    {
        if (tensor.IsDense || tensor.Count == 0) return Shape.Strides(sizes);
        var strides = new long[sizes.Length];
        var old = tensor.Rank - 1;
        var d = sizes.Length - 1;
        while (old >= 0)
        {
            // A stretch of old dimensions that step evenly holds a stretch of new ones.
            var step = tensor.Strides[old];
            long count = 1;
            do count *= tensor.Sizes[old--];
            while (old >= 0 && (tensor.Sizes[old] == 1 || tensor.Strides[old] == step * count));
            long filled = 1;
            while (d >= 0 && (filled < count || sizes[d] == 1))
            {
                strides[d] = step * filled;
                filled *= sizes[d--];
            }
            if (filled != count) return null;
        }
        for (; d >= 0; d--) strides[d] = 1;
        return strides;
    }
}
