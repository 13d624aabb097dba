using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Functions;

internal readonly unsafe struct MapKernel<F>(F f, RowChunks chunks, float* x, nint xRow, float* y, nint yRow) : IKernel
    where F : struct, IUnary
{
    public void Run<V>(int from, int to) where V : struct, ILanes<V>
    {
        for (int item = from; item < to; item++)
        {
            var (row, start, count) = chunks[item];
            Row<V>(x + (row * xRow) + start, y + (row * yRow) + start, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Row<V>(float* from, float* to, int count) where V : struct, ILanes<V>
    {
        int i = 0;
        for (; i <= count - V.Count; i += V.Count) f.Apply(V.Load(from + i)).Store(to + i);
        if (i < count) f.Apply(V.LoadPartial(from + i, count - i)).StorePartial(to + i, count - i);
    }
}
