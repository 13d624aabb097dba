using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Functions;

internal readonly unsafe struct ZipKernel<F>(
    F f, RowChunks chunks, float* a, nint aRow, int aStep, float* b, nint bRow, int bStep, float* y, nint yRow) : IKernel
    where F : struct, IBinary
{
    public void Run<V>(int from, int to) where V : struct, ILanes<V>
    {
        for (int item = from; item < to; item++)
        {
            var (row, start, count) = chunks[item];
            Row<V>(
                a + (row * aRow) + (start * aStep), b + (row * bRow) + (start * bStep), y + (row * yRow) + start, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Row<V>(float* left, float* right, float* to, int count) where V : struct, ILanes<V>
    {
        int i = 0;
        if (aStep == 1 && bStep == 1)
        {
            for (; i <= count - V.Count; i += V.Count) f.Apply(V.Load(left + i), V.Load(right + i)).Store(to + i);
        }
        else if (aStep == 1)
        {
            var one = V.Broadcast(*right);
            for (; i <= count - V.Count; i += V.Count) f.Apply(V.Load(left + i), one).Store(to + i);
        }
        else if (bStep == 1)
        {
            var one = V.Broadcast(*left);
            for (; i <= count - V.Count; i += V.Count) f.Apply(one, V.Load(right + i)).Store(to + i);
        }
        int rest;
        for (; (rest = Math.Min(count - i, V.Count)) > 0; i += rest)
        {
            var x = aStep == 1 ? V.LoadPartial(left + i, rest) : V.Broadcast(*left);
            var z = bStep == 1 ? V.LoadPartial(right + i, rest) : V.Broadcast(*right);
            f.Apply(x, z).StorePartial(to + i, rest);
        }
    }
}
