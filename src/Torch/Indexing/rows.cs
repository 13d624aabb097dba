using Rag.Torch.Kernels.Embeddings;
using Rag.Torch.Kernels.Functions;
using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch;

public static partial class torch
{
    /// <summary>The slices of a dimension that <paramref name="index"/> names, in its order.</summary>
    public static Tensor index_select(Tensor input, long dim, Tensor index)
    {
        var at = Slicing.Axis(input, dim);
        if (at != 0) return index_select(input.transpose(0, at), 0, index).transpose(0, at);
        if (index.Rank > 1) throw new ArgumentException($"index_select wants indices of one dimension, not of shape {Shape.Text(index.Sizes)}.", nameof(index));
        using var rows = Conversion.BorrowDense(index, ScalarType.Int64);
        using var dense = Conversion.BorrowDense(input);
        return Tape.Record(Rows.Gather(dense.Tensor, rows.Tensor), [input], [rows.Tensor], 0, static (saved, gradient, _) => [Rows.Sum(gradient, saved[0], saved.ShapeOf(0))]);
    }
}

public static class RowsTensor
{
    extension(torch.Tensor input)
    {
        public torch.Tensor index_select(long dim, torch.Tensor index) => torch.index_select(input, dim, index);

        public torch.Tensor index_add(long dim, torch.Tensor index, torch.Tensor source, Scalar alpha) => input.clone().index_add_(dim, index, source, alpha);

        /// <summary>Adds alpha times the slices of <paramref name="source"/> to those that <paramref name="index"/> names.</summary>
        public torch.Tensor index_add_(long dim, torch.Tensor index, torch.Tensor source, Scalar alpha)
        {
            var at = Slicing.Axis(input, dim);
            torch.TensorIndex[] places = [.. Enumerable.Repeat(torch.TensorIndex.Colon, at), torch.TensorIndex.Tensor(index)];
            return input.index_put_(source * alpha, places, accumulate: true);
        }
    }
}

/// <summary>Rows of a matrix copied to and from places that a vector of indices names.</summary>
internal static unsafe class Rows
{
    public static torch.Tensor Gather(torch.Tensor dense, torch.Tensor index)
    {
        var result = New.Empty([index.Count, .. dense.Sizes.AsSpan(1)], dense.dtype);
        var bytes = result.Count / Math.Max(1, index.Count) * dense.dtype.Size();
        Check(index, dense.Sizes);
        var kernel = new GatherKernel { Source = dense.Data, Index = index.LongData, Target = result.Data, Bytes = bytes };
        ThreadTeam.Shared.For(in kernel, checked((int)index.Count), (int)Math.Clamp(65536 / Math.Max(1, bytes), 1, int.MaxValue));
        return result;
    }

    /// <summary>A tensor of zeros to which each slice of <paramref name="slices"/> is added at its place.</summary>
    public static torch.Tensor Sum(torch.Tensor slices, torch.Tensor index, long[] shape)
    {
        var result = New.Zeros(shape, slices.dtype);
        using var dense = Conversion.BorrowDense(slices);
        Scatter(dense.Tensor, index, result, accumulate: true);
        return result;
    }

    public static void Scatter(torch.Tensor slices, torch.Tensor index, torch.Tensor target, bool accumulate)
    {
        Check(index, target.Sizes);
        var length = index.Count == 0 ? 0 : slices.Count / index.Count;
        if (accumulate && target.dtype == torch.ScalarType.Float32)
        {
            EmbeddingRows.ScatterAdd(checked((int)index.Count), checked((int)length), slices.FloatData, index.LongData, target.FloatData);
            return;
        }
        for (long i = 0; i < index.Count; i++)
        {
            using var to = torch.select(target, 0, index.LongData[i]);
            using var from = torch.select(slices, 0, i);
            if (accumulate) Binary.MapInto<Add, Arithmetic.Plus>(to, from);
            else Conversion.Copy(from, to);
        }
    }

    private static void Check(torch.Tensor index, long[] sizes)
    {
        for (long i = 0; i < index.Count; i++)
        {
            var at = index.LongData[i];
            if ((ulong)at >= (ulong)sizes[0])
                throw new ArgumentOutOfRangeException(nameof(index), at, $"Index {i} lies outside the first dimension of a tensor of shape {Shape.Text(sizes)}.");
        }
    }

    private struct GatherKernel : IKernel
    {
        public byte* Source;
        public long* Index;
        public byte* Target;
        public long Bytes;

        public readonly void Run<V>(int from, int to) where V : struct, ILanes<V>
        {
            for (var i = from; i < to; i++) Buffer.MemoryCopy(Source + Index[i] * Bytes, Target + i * Bytes, Bytes, Bytes);
        }
    }
}
