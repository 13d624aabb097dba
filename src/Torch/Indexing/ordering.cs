using System.Numerics;

namespace Rag.Torch;

public static partial class torch
{
    public static (Tensor values, Tensor indices) sort(Tensor input, long dim = -1, bool descending = false, bool stable = false) =>
        Ordering.Along(input, dim, long.MaxValue, descending);

    public static Tensor argsort(Tensor input, long dim = -1, bool descending = false) => Ordering.Along(input.detach(), dim, long.MaxValue, descending).Indices;

    /// <summary>The k largest (or smallest) along a dimension, in order.</summary>
    public static (Tensor values, Tensor indexes) topk(Tensor tensor, int k, int dim = -1, bool largest = true, bool sorted = true)
    {
        var size = tensor.Rank == 0 ? 1 : tensor.size(dim);
        if (k < 0 || k > size) throw new ArgumentOutOfRangeException(nameof(k), k, $"topk lies outside the {size} elements of dimension {dim} of a tensor of shape {Shape.Text(tensor.Sizes)}.");
        return Ordering.Along(tensor, dim, k, largest);
    }
}

public static class OrderingTensor
{
    extension(torch.Tensor input)
    {
        public (torch.Tensor Values, torch.Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) =>
            torch.sort(input, dim, descending, stable);

        public torch.Tensor argsort(long dim = -1, bool descending = false) => torch.argsort(input, dim, descending);

        public (torch.Tensor values, torch.Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) =>
            torch.topk(input, k, dim, largest, sorted);
    }
}

internal static unsafe class Ordering
{
    /// <summary>The first <paramref name="count"/> in order along a dimension; equal ones keep their order, NaN is largest.</summary>
    public static (torch.Tensor Values, torch.Tensor Indices) Along(torch.Tensor input, long dim, long count, bool descending)
    {
        var at = Shape.Dimension(dim, input.Rank);
        if (input.Rank == 0) return (input.clone(), New.Zeros([], torch.ScalarType.Int64));
        if (at != input.Rank - 1)
        {
            var (values, places) = Along(input.transpose(at, -1), -1, count, descending);
            return (values.transpose(at, -1), places.transpose(at, -1));
        }
        var kept = Math.Min(count, input.Sizes[at]);
        var indices = New.Empty([.. input.Sizes.AsSpan(0, at), kept], torch.ScalarType.Int64);
        using var dense = Conversion.BorrowDense(input.detach());
        switch (input.dtype)
        {
            case torch.ScalarType.Float32: Sort<float>(dense.Tensor, indices, kept, descending); break;
            case torch.ScalarType.Float64: Sort<double>(dense.Tensor, indices, kept, descending); break;
            case torch.ScalarType.Int64: Sort<long>(dense.Tensor, indices, kept, descending); break;
            case torch.ScalarType.Int32: Sort<int>(dense.Tensor, indices, kept, descending); break;
            case torch.ScalarType.Byte or torch.ScalarType.Bool: Sort<byte>(dense.Tensor, indices, kept, descending); break;
            default: throw Conversion.StorageOnly(input.dtype);
        }
        return (input.gather(at, indices), indices);
    }

    private static void Sort<T>(torch.Tensor dense, torch.Tensor indices, long kept, bool descending) where T : unmanaged, INumber<T>
    {
        var size = checked((int)dense.Sizes[^1]);
        var order = new int[size];
        var x = (T*)dense.Data;
        var target = indices.LongData;
        for (var row = size == 0 ? dense.Count : 0; row < dense.Count; row += size, x += size, target += kept)
        {
            var values = x;
            for (var i = 0; i < size; i++) order[i] = i;
            order.AsSpan().Sort((a, b) =>
            {
                var compared = Compare(values[a], values[b]);
                return compared == 0 ? a - b : descending ? -compared : compared;
            });
            for (var i = 0; i < kept; i++) target[i] = order[i];
        }
    }

    private static int Compare<T>(T a, T b) where T : INumber<T> =>
        T.IsNaN(a) ? T.IsNaN(b) ? 0 : 1 : T.IsNaN(b) ? -1 : a.CompareTo(b);
}
