namespace Rag.Torch;

public static partial class torch
{
    public static Tensor narrow(Tensor input, long dim, long start, long length)
    {
        var at = Shape.Dimension(dim, input.Rank);
        var size = input.Sizes[at];
        if (start < 0) start += size;
        if (start < 0 || length < 0 || start > size - length)
            throw new ArgumentOutOfRangeException(nameof(start), start, $"{length} elements from {start} lie outside dimension {at} of a tensor of shape {Shape.Text(input.Sizes)}.");
        return Slicing.Slice(input, at, start, length, 1);
    }

    public static Tensor select(Tensor input, long dim, long index)
    {
        var at = Slicing.Axis(input, dim);
        var size = input.Sizes[at];
        if (index < -size || index >= size)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"The index lies outside dimension {at} of a tensor of shape {Shape.Text(input.Sizes)}.");
        if (index < 0) index += size;
        var view = View.WithDimension(input, at, -1, 0, input.Offset + index * input.Strides[at]);
        return Tape.RecordView(view, input, (at, index), static (saved, gradient, where) =>
        {
            var whole = New.Zeros(saved.ShapeOf(0), gradient.dtype);
            using var part = select(whole, where.at, where.index);
            Conversion.Copy(gradient, part);
            return [whole];
        });
    }

    public static Tensor[] split(Tensor tensor, long[] split_size_or_sections, long dim = 0)
    {
        var at = Slicing.Axis(tensor, dim);
        if (split_size_or_sections.Sum() != tensor.Sizes[at])
            throw new ArgumentException($"Sections {Shape.Text(split_size_or_sections)} do not add up to dimension {at} of a tensor of shape {Shape.Text(tensor.Sizes)}.", nameof(split_size_or_sections));
        var parts = new Tensor[split_size_or_sections.Length];
        long start = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = narrow(tensor, at, start, split_size_or_sections[i]);
            start += split_size_or_sections[i];
        }
        return parts;
    }

    public static Tensor[] chunk(Tensor input, long chunks, long dim = 0L)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(chunks, 1);
        var size = input.Sizes[Slicing.Axis(input, dim)];
        return Slicing.Split(input, Math.Max(1, (size + chunks - 1) / chunks), dim);
    }

    public static Tensor[] unbind(Tensor input, long dim = 0L)
    {
        var at = Slicing.Axis(input, dim);
        var parts = new Tensor[input.Sizes[at]];
        for (var i = 0; i < parts.Length; i++) parts[i] = select(input, at, i);
        return parts;
    }

    /// <summary>The diagonal of two dimensions, which becomes the last one of the view.</summary>
    public static Tensor diagonal(Tensor input, long offset = 0L, long dim1 = 0L, long dim2 = 1L)
    {
        var (a, b) = (Shape.Dimension(dim1, input.Rank), Shape.Dimension(dim2, input.Rank));
        if (a == b) throw new ArgumentException($"The diagonal of dimension {a} with itself was asked for.", nameof(dim2));
        var length = Math.Max(0, offset >= 0 ? Math.Min(input.Sizes[a], input.Sizes[b] - offset) : Math.Min(input.Sizes[a] + offset, input.Sizes[b]));
        var start = length == 0 ? 0 : offset >= 0 ? offset * input.Strides[b] : -offset * input.Strides[a];
        var kept = Enumerable.Range(0, input.Rank).Where(d => d != a && d != b).ToArray();
        var view = View.Of(
            input, [.. kept.Select(d => input.Sizes[d]), length], [.. kept.Select(d => input.Strides[d]), input.Strides[a] + input.Strides[b]], input.Offset + start);
        return Tape.RecordView(view, input, (offset, a, b), static (saved, gradient, where) =>
        {
            var whole = New.Zeros(saved.ShapeOf(0), gradient.dtype);
            using var part = diagonal(whole, where.offset, where.a, where.b);
            Conversion.Copy(gradient, part);
            return [whole];
        });
    }
}

public static class SliceTensor
{
    extension(torch.Tensor input)
    {
        public torch.Tensor narrow(long dim, long start, long length) => torch.narrow(input, dim, start, length);

        public torch.Tensor select(long dim, long index) => torch.select(input, dim, index);

        public torch.Tensor slice(long dim, long start, long finish, long step) => Slicing.Python(input, Slicing.Axis(input, dim), start, finish, step);

        public torch.Tensor[] split(long size, int dim = 0) => Slicing.Split(input, size, dim);

        public torch.Tensor[] split(long[] sizes, long dim = 0) => torch.split(input, sizes, dim);

        public torch.Tensor[] chunk(long chunks, long dim = 0L) => torch.chunk(input, chunks, dim);

        public torch.Tensor[] unbind(long dimension = 0L) => torch.unbind(input, dimension);

        public torch.Tensor diagonal(long offset = 0L, long dim1 = 0L, long dim2 = 1L) => torch.diagonal(input, offset, dim1, dim2);

        /// <summary>Every window of <paramref name="size"/> elements, <paramref name="step"/> apart, as a new last dimension.</summary>
        public torch.Tensor unfold(long dimension, long size, long step)
        {
            var at = Slicing.Axis(input, dimension);
            if (size < 0 || size > input.Sizes[at] || step < 1)
                throw new ArgumentOutOfRangeException(nameof(size), size, $"Windows of {size} in steps of {step} do not fit dimension {at} of a tensor of shape {Shape.Text(input.Sizes)}.");
            var (sizes, strides) = (input.shape, (long[])input.Strides.Clone());
            (sizes[at], strides[at]) = ((input.Sizes[at] - size) / step + 1, input.Strides[at] * step);
            var view = View.Of(input, [.. sizes, size], [.. strides, input.Strides[at]], input.Offset);
            return Tape.RecordView(view, input, (at, size, step), static (saved, gradient, where) =>
            {
                var whole = New.Zeros(saved.ShapeOf(0), gradient.dtype);
                for (long k = 0; k < where.size; k++)
                {
                    using var windows = gradient.select(-1, k);
                    using var part = Slicing.Slice(whole, where.at, k, gradient.Sizes[where.at], where.step);
                    part.add_(windows);
                }
                return [whole];
            });
        }
    }
}

internal static class Slicing
{
    /// <summary>Parts of one size, the last perhaps smaller.</summary>
    public static torch.Tensor[] Split(torch.Tensor tensor, long split_size, long dim)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(split_size, 1);
        var at = Axis(tensor, dim);
        var size = tensor.Sizes[at];
        var parts = new torch.Tensor[Math.Max(1, (size + split_size - 1) / split_size)];
        for (var i = 0; i < parts.Length; i++) parts[i] = Slice(tensor, at, i * split_size, Math.Min(split_size, size - i * split_size), 1);
        return parts;
    }

    public static int Axis(torch.Tensor input, long dim) => input.Rank > 0
        ? Shape.Dimension(dim, input.Rank)
        : throw new ArgumentException("A tensor without dimensions cannot be sliced.", nameof(input));

    /// <summary>start:finish:step as Python has it: negative numbers count from the end, and what lies outside is cut off.</summary>
    public static torch.Tensor Python(torch.Tensor input, int dim, long? start, long? finish, long? step)
    {
        var size = input.Sizes[dim];
        var stride = step ?? 1;
        if (stride < 1) throw new ArgumentOutOfRangeException(nameof(step), stride, "The step of a slice must be positive.");
        var first = Clip(start ?? 0, size);
        var last = Clip(finish ?? size, size);
        return Slice(input, dim, first, last <= first ? 0 : (last - first + stride - 1) / stride, stride);
    }

    public static torch.Tensor Slice(torch.Tensor input, int dim, long start, long length, long step)
    {
        var view = View.WithDimension(input, dim, length, input.Strides[dim] * step, input.Offset + (length == 0 ? 0 : start * input.Strides[dim]));
        return Tape.RecordView(view, input, (dim, start, length, step), static (saved, gradient, where) =>
        {
            var whole = New.Zeros(saved.ShapeOf(0), gradient.dtype);
            using var part = Slice(whole, where.dim, where.start, where.length, where.step);
            Conversion.Copy(gradient, part);
            return [whole];
        }, "slice");
    }

    private static long Clip(long index, long size) => Math.Clamp(index < 0 ? index + size : index, 0, size);
}
