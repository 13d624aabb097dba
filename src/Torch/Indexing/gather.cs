namespace Rag.Torch;

public static partial class torch
{
    /// <summary>out[i, j] = input[i, index[i, j]] for dim 1, and so on.</summary>
    public static Tensor gather(Tensor input, long dim, Tensor index)
    {
        var at = Shape.Dimension(dim, input.Rank);
        using var places = Conversion.BorrowDense(index, ScalarType.Int64);
        using var dense = Conversion.BorrowDense(input);
        var result = New.Empty(index.Sizes, input.dtype);
        GatherKernel.Run(dense.Tensor, at, places.Tensor, result, GatherKernel.Direction.Gather);
        return Tape.Record(result, [input], [places.Tensor], at, static (saved, gradient, at) =>
        {
            var whole = New.Zeros(saved.ShapeOf(0), gradient.dtype);
            using var dense = Conversion.BorrowDense(gradient);
            GatherKernel.Run(whole, at, saved[0], dense.Tensor, GatherKernel.Direction.Add);
            return [whole];
        });
    }

    /// <summary>A copy of the input with out[i, index[i, j]] = src[i, j] for dim 1, and so on.</summary>
    public static Tensor scatter(Tensor input, long dim, Tensor index, Tensor src) => Scattering.Into(input, dim, index, src, GatherKernel.Direction.Scatter);

    public static Tensor scatter_add(Tensor input, long dim, Tensor index, Tensor src) => Scattering.Into(input, dim, index, src, GatherKernel.Direction.Add);
}

public static class GatherTensor
{
    extension(torch.Tensor input)
    {
        public torch.Tensor gather(long dim, torch.Tensor index) => torch.gather(input, dim, index);

        public torch.Tensor scatter(long dim, torch.Tensor index, torch.Tensor src) => torch.scatter(input, dim, index, src);

        public torch.Tensor scatter_(long dim, torch.Tensor index, torch.Tensor src) => input.copy_(torch.scatter(input, dim, index, src));

        public torch.Tensor scatter_add(long dim, torch.Tensor index, torch.Tensor src) => torch.scatter_add(input, dim, index, src);

        public torch.Tensor scatter_add_(long dim, torch.Tensor index, torch.Tensor src) => input.copy_(torch.scatter_add(input, dim, index, src));
    }
}

internal static class Scattering
{
    public static torch.Tensor Into(torch.Tensor input, long dim, torch.Tensor index, torch.Tensor src, GatherKernel.Direction direction)
    {
        var at = Shape.Dimension(dim, input.Rank);
        var adds = direction == GatherKernel.Direction.Add;
        using var places = Conversion.BorrowDense(index, torch.ScalarType.Int64);
        for (var d = 0; d < index.Rank; d++)
        {
            if (index.Rank != src.Rank || index.Sizes[d] > src.Sizes[d])
                throw new ArgumentException($"Indices of shape {Shape.Text(index.Sizes)} reach beyond the source of shape {Shape.Text(src.Sizes)}.", nameof(index));
        }
        var result = Conversion.To(input, input.dtype);
        using var part = src.detach().index([.. index.Sizes.Select(size => torch.TensorIndex.Slice(0, size))]);
        using var values = Conversion.BorrowDense(part, input.dtype);
        GatherKernel.Run(result, at, places.Tensor, values.Tensor, direction);
        return Tape.Record(result, [input, src], [places.Tensor], (at, adds), static (saved, gradient, how) =>
        {
            var toSource = saved.Needs(1) ? New.Zeros(saved.ShapeOf(1), gradient.dtype) : null;
            if (toSource is not null)
            {
                using var share = torch.gather(gradient, how.at, saved[0]);
                using var corner = toSource.index([.. share.Sizes.Select(size => torch.TensorIndex.Slice(0, size))]);
                Conversion.Copy(share, corner);
            }
            if (!saved.Needs(0) || how.adds) return [gradient, toSource];
            var toInput = gradient.clone();
            using var zeros = New.Zeros(saved[0].Sizes, gradient.dtype);
            GatherKernel.Run(toInput, how.at, saved[0], zeros, GatherKernel.Direction.Scatter);
            return [toInput, toSource];
        }, adds ? "scatter_add" : "scatter");
    }
}

/// <summary>Moves elements between a tensor and the places in one of its dimensions that a tensor of indices names.</summary>
internal static unsafe class GatherKernel
{
    internal enum Direction
    {
        Gather,
        Scatter,
        Add,
    }

    /// <param name="whole">The indexed tensor; contiguous.</param>
    /// <param name="picked">Of the shape of <paramref name="index"/>; contiguous, as that is.</param>
    public static void Run(torch.Tensor whole, int dim, torch.Tensor index, torch.Tensor picked, Direction direction)
    {
        if (index.Rank != whole.Rank) throw Mismatch(whole, index);
        for (var d = 0; d < whole.Rank; d++)
        {
            if (d != dim && index.Sizes[d] > whole.Sizes[d]) throw Mismatch(whole, index);
        }
        switch (whole.dtype)
        {
            case torch.ScalarType.Float32: Move<float>(whole, dim, index, picked, direction); break;
            case torch.ScalarType.Float64: Move<double>(whole, dim, index, picked, direction); break;
            case torch.ScalarType.Int64: Move<long>(whole, dim, index, picked, direction); break;
            case torch.ScalarType.Int32: Move<int>(whole, dim, index, picked, direction); break;
            case torch.ScalarType.Byte or torch.ScalarType.Bool: Move<byte>(whole, dim, index, picked, direction); break;
            default: throw Conversion.StorageOnly(whole.dtype);
        }
    }

    private static void Move<T>(torch.Tensor whole, int dim, torch.Tensor index, torch.Tensor picked, Direction direction)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        var data = (T*)whole.Data;
        var items = (T*)picked.Data;
        var places = index.LongData;
        var limit = whole.Rank == 0 ? 1 : whole.Sizes[dim];
        var step = whole.Rank == 0 ? 1 : whole.Strides[dim];
        var counter = new long[index.Rank];
        for (long i = 0; i < index.Count; i++)
        {
            var place = places[i];
            if ((ulong)place >= (ulong)limit)
                throw new ArgumentOutOfRangeException(nameof(index), place, $"An index lies outside dimension {dim} of a tensor of shape {Shape.Text(whole.Sizes)}.");
            var at = place * step;
            for (var d = 0; d < counter.Length; d++)
            {
                if (d != dim) at += counter[d] * whole.Strides[d];
            }
            if (direction == Direction.Gather) items[i] = data[at];
            else data[at] = direction == Direction.Add ? data[at] + items[i] : items[i];
            for (var d = counter.Length - 1; d >= 0 && ++counter[d] == index.Sizes[d]; d--) counter[d] = 0;
        }
    }

    private static ArgumentException Mismatch(torch.Tensor whole, torch.Tensor index) =>
        new($"Indices of shape {Shape.Text(index.Sizes)} do not fit a tensor of shape {Shape.Text(whole.Sizes)}.", nameof(index));
}
