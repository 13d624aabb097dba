namespace Rag.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor avg_pool1d(
                Tensor input, long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true) =>
                Pooling.Average(input, [kernel_size], [stride ?? kernel_size], [padding ?? 0], ceil_mode, count_include_pad);

            public static Tensor avg_pool2d(
                Tensor input, long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false, bool count_include_pad = true,
                long? divisor_override = null) =>
                avg_pool2d(input, (kernel_size, kernel_size), (stride ?? kernel_size, stride ?? kernel_size), (padding, padding), ceil_mode, count_include_pad, divisor_override);

            public static Tensor avg_pool2d(
                Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null)
            {
                if (divisor_override is not null) throw new NotSupportedException("avg_pool2d has no divisor_override here.");
                var (s, p) = (stride ?? kernel_size, padding ?? (0, 0));
                return Pooling.Average(input, [kernel_size.Item1, kernel_size.Item2], [s.Item1, s.Item2], [p.Item1, p.Item2], ceil_mode, count_include_pad);
            }

            public static Tensor max_pool1d(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                Pooling.Largest(input, [kernel_size], [stride ?? kernel_size], [padding ?? 0], [dilation ?? 1], ceil_mode);

            /// <summary>The largest of each window. (Equal ones share the gradient; PyTorch gives it to the first.)</summary>
            public static Tensor max_pool2d(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false)
            {
                var (s, p, d) = (stride ?? kernel_size, padding ?? 0, dilation ?? 1);
                return Pooling.Largest(input, [kernel_size, kernel_size], [s, s], [p, p], [d, d], ceil_mode);
            }

            public static Tensor adaptive_avg_pool1d(Tensor input, long output_size) => Pooling.Adaptive(input, input.Rank - 1, output_size);

            /// <summary>Means over windows that tile the picture, so that so many are left.</summary>
            public static Tensor adaptive_avg_pool2d(Tensor input, (long, long) output_size) => output_size == (1, 1)
                ? input.mean([-2, -1], keepdim: true)
                : Pooling.Adaptive(Pooling.Adaptive(input, input.Rank - 2, output_size.Item1), input.Rank - 1, output_size.Item2);

            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) => adaptive_avg_pool2d(input, (output_size, output_size));
        }
    }
}

/// <summary>Pooling over the last dimensions, by views of the windows.</summary>
internal static class Pooling
{
    public static torch.Tensor Average(torch.Tensor input, long[] size, long[] stride, long[] padding, bool ceil, bool countPadding)
    {
        if (!countPadding && padding.Any(p => p > 0)) throw new NotSupportedException("Average pooling counts the padding here.");
        var windows = Windows(input, size, stride, padding, [.. size.Select(_ => 1L)], ceil, 0);
        return windows.mean([.. Enumerable.Range(0, size.Length).Select(i => -1L - i)]);
    }

    public static torch.Tensor Largest(torch.Tensor input, long[] size, long[] stride, long[] padding, long[] dilation, bool ceil)
    {
        var windows = Windows(input, size, stride, padding, dilation, ceil, double.NegativeInfinity);
        return torch.amax(windows, [.. Enumerable.Range(0, size.Length).Select(i => -1L - i)]);
    }

    public static torch.Tensor Adaptive(torch.Tensor input, int dim, long count)
    {
        var size = input.Sizes[dim];
        if (count < 1 || size < 1) throw new ArgumentException($"Dimension {dim} of shape {Shape.Text(input.Sizes)} cannot be pooled to {count}.", nameof(count));
        if (size == count) return input;
        if (size % count == 0) return input.unflatten(dim, count, size / count).mean([dim + 1]);
        var parts = new torch.Tensor[count];
        for (long i = 0; i < count; i++)
        {
            var (from, to) = (i * size / count, ((i + 1) * size + count - 1) / count);
            parts[i] = torch.narrow(input, dim, from, to - from).mean([dim], keepdim: true);
        }
        return torch.cat(parts, dim);
    }

    private static torch.Tensor Windows(torch.Tensor input, long[] size, long[] stride, long[] padding, long[] dilation, bool ceil, double outside)
    {
        if (ceil) throw new NotSupportedException("Pooling has no ceil_mode here; pad before.");
        var first = input.Rank - size.Length;
        if (first < 1) throw new ArgumentException($"Pooling over {size.Length} dimensions wants channels too, not shape {Shape.Text(input.Sizes)}.", nameof(input));
        var result = input;
        for (var i = 0; i < size.Length; i++)
        {
            if (size[i] < 1 || stride[i] < 1 || padding[i] < 0 || padding[i] > size[i] / 2)
                throw new ArgumentException($"Windows of {Shape.Text(size)} with stride {Shape.Text(stride)} and padding {Shape.Text(padding)} cannot be pooled.", nameof(size));
            result = Padder.Widen(result, first + i, padding[i], padding[i], PaddingModes.Constant, outside);
        }
        for (var i = 0; i < size.Length; i++)
        {
            result = result.unfold(first + i, (size[i] - 1) * dilation[i] + 1, stride[i]);
            if (dilation[i] > 1) result = Slicing.Python(result, result.Rank - 1, null, null, dilation[i]);
        }
        return result;
    }
}
