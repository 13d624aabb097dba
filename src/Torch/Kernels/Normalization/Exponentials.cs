using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Functions;
using Rag.Torch.Kernels.Lanes;

namespace Rag.Torch.Kernels.Normalization;

/// <summary>The pass of a softmax that forms e^(x - max) and its sum.</summary>
internal static unsafe class Exponentials<V> where V : struct, ILanes<V>
{
    /// <summary>The sum over n numbers.</summary>
    public static float Sum(float* x, int n, float max) => Write(x, n, max, null);

    /// <summary>Also writes them, unless <paramref name="to"/> is null; it may be x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Write(float* x, int n, float max, float* to)
    {
        var shift = V.Broadcast(max);
        V sum = default;
        int i = 0;
        for (; i <= n - V.Count; i += V.Count)
        {
            var e = VectorMath<V>.Exp(V.Load(x + i) - shift);
            sum += e;
            if (to != null) e.Store(to + i);
        }
        if (i == n) return V.Sum(sum);
        float* rest = stackalloc float[16];
        V.Broadcast(float.NegativeInfinity).Store(rest);
        for (int lane = 0; lane < n - i; lane++) rest[lane] = x[i + lane];
        var last = VectorMath<V>.Exp(V.Load(rest) - shift);
        if (to != null) last.StorePartial(to + i, n - i);
        return V.Sum(sum + last);
    }
}
