using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Buffers;
using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Matrices;

/// <summary>An item is an output: its largest weight becomes 127.</summary>
internal readonly unsafe struct QuantizeKernel(int k, float* weights, sbyte* rounded, float* scales) : IKernel
{
    public void Run<V>(int from, int to) where V : struct, ILanes<V>
    {
        for (nint row = from; row < to; row++)
        {
            var source = new ReadOnlySpan<float>(weights + (row * k), k);
            float largest = 0;
            foreach (float w in source) largest = MathF.Max(largest, MathF.Abs(w));
            scales[row] = largest / 127;
            float inverse = largest == 0 ? 0 : 127 / largest;
            for (int i = 0; i < k; i++) rounded[(row * k) + i] = (sbyte)MathF.Round(source[i] * inverse);
        }
    }
}

/// <summary>An item is a panel: its weights as floats, packed.</summary>
internal readonly unsafe struct Int8PackKernel(int k, int n, sbyte* weights, float* scales, float* panels) : IKernel
{
    public void Run<V>(int from, int to) where V : struct, ILanes<V>
    {
        int width = Tile.Columns<V>();
        using var rows = new Scratch((long)width * k);
        for (int panel = from; panel < to; panel++)
        {
            int first = panel * width, count = Math.Min(width, n - first);
            for (int row = 0; row < count; row++)
                Convert<V>(weights + ((nint)(first + row) * k), scales[first + row], rows.Pointer + ((nint)row * k));
            Packing<V>.Panels(new MatrixView(rows.Pointer, 1, k), count, 0, 1, k, panels + ((nint)first * k));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Convert<V>(sbyte* row, float scale, float* to) where V : struct, ILanes<V>
    {
        var s = V.Broadcast(scale);
        int i = 0;
        for (; i <= k - V.Count; i += V.Count) (V.LoadBytes(row + i) * s).Store(to + i);
        for (; i < k; i++) to[i] = row[i] * scale;
    }
}

/// <summary>An item is an output: dot products of its weights, converted in registers, with each row of activations.</summary>
internal readonly unsafe struct Int8VectorKernel(
    int m, int k, float* a, nint aRow, sbyte* weights, float* scales, float* c, nint cRow, Epilogue epilogue) : IKernel
{
    public void Run<V>(int from, int to) where V : struct, ILanes<V>
    {
        for (int row = 0; row < m; row++)
        {
            float* output = c + (row * cRow);
            for (int n = from; n < to; n++)
                output[n] = scales[n] * Dot<V>(weights + ((nint)n * k), a + (row * aRow));
            if (epilogue.IsEmpty) continue;
            Finish.Row<V>(
                output + from, to - from, epilogue.Bias == null ? null : epilogue.Bias + from, epilogue.Activation,
                epilogue.Residual == null ? null : epilogue.Residual + (row * epilogue.ResidualRow) + from);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float Dot<V>(sbyte* w, float* x) where V : struct, ILanes<V>
    {
        V s0 = default, s1 = default, s2 = default, s3 = default;
        int i = 0;
        for (; i <= k - (4 * V.Count); i += 4 * V.Count)
        {
            s0 = V.MultiplyAdd(V.LoadBytes(w + i), V.Load(x + i), s0);
            s1 = V.MultiplyAdd(V.LoadBytes(w + i + V.Count), V.Load(x + i + V.Count), s1);
            s2 = V.MultiplyAdd(V.LoadBytes(w + i + (2 * V.Count)), V.Load(x + i + (2 * V.Count)), s2);
            s3 = V.MultiplyAdd(V.LoadBytes(w + i + (3 * V.Count)), V.Load(x + i + (3 * V.Count)), s3);
        }
        for (; i <= k - V.Count; i += V.Count) s0 = V.MultiplyAdd(V.LoadBytes(w + i), V.Load(x + i), s0);
        float sum = V.Sum(s0 + s1 + (s2 + s3));
        for (; i < k; i++) sum += w[i] * x[i];
        return sum;
    }
}
