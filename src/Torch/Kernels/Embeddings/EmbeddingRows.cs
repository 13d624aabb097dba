using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Embeddings;

/// <summary>Rows of a table by index. Indices must be in range.</summary>
internal static unsafe class EmbeddingRows
{
    private const int FloatsPerPart = 8192;

    /// <summary>output[i] = table[indices[i]], rows of n numbers.</summary>
    public static void Gather(int count, int n, float* table, long* indices, float* output) =>
        ThreadTeam.Shared.For(
            new GatherKernel(n, table, indices, output), count, Math.Max(1, FloatsPerPart / Math.Max(1, n)));

    /// <summary>table[indices[i]] += rows[i], in order of i whatever the number of threads.</summary>
    public static void ScatterAdd(int count, int n, float* rows, long* indices, float* table)
    {
        var kernel = new ScatterKernel(count, n, rows, indices, table);
        int width = Widest.Count;
        int parts = (n + width - 1) / width;
        int share = Math.Max(1, (parts + ThreadTeam.Shared.Threads - 1) / ThreadTeam.Shared.Threads);
        ThreadTeam.Shared.For(in kernel, parts, (long)count * n < FloatsPerPart ? parts : share);
    }

    private readonly struct GatherKernel(int n, float* table, long* indices, float* output) : IKernel
    {
        public void Run<V>(int from, int to) where V : struct, ILanes<V>
        {
            for (nint i = from; i < to; i++)
                new ReadOnlySpan<float>(table + (indices[i] * n), n).CopyTo(new Span<float>(output + (i * n), n));
        }
    }

    /// <summary>Items are strips of columns, so that no two threads write to one row's numbers.</summary>
    private readonly struct ScatterKernel(int count, int n, float* rows, long* indices, float* table) : IKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<V>(int from, int to) where V : struct, ILanes<V>
        {
            int first = from * V.Count, end = Math.Min(n, to * V.Count);
            for (nint i = 0; i < count; i++)
            {
                float* row = rows + (i * n), target = table + (indices[i] * n);
                for (int column = first; column < end; column += V.Count)
                {
                    int width = Math.Min(V.Count, end - column);
                    (V.LoadPartial(target + column, width) + V.LoadPartial(row + column, width))
                        .StorePartial(target + column, width);
                }
            }
        }
    }
}
