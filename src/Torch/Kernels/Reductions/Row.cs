using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Lanes;

namespace Rag.Torch.Kernels.Reductions;

/// <summary>Reductions of one stretch of memory on one thread.</summary>
internal static unsafe class Row<V> where V : struct, ILanes<V>
{
    public static float Sum(float* x, int n) => Sum(new SumOf(), x, x, n);

    public static float Dot(float* a, float* b, int n) => Sum(new SumOfProducts(), a, b, n);

    /// <summary>The sum of terms over n pairs; four sums in turn hide the latency of an addition.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Sum<F>(F terms, float* a, float* b, int n) where F : struct, ITerms
    {
        V s0 = default, s1 = default, s2 = default, s3 = default;
        int i = 0;
        for (; i <= n - (4 * V.Count); i += 4 * V.Count)
        {
            s0 = terms.Add(s0, V.Load(a + i), V.Load(b + i));
            s1 = terms.Add(s1, V.Load(a + i + V.Count), V.Load(b + i + V.Count));
            s2 = terms.Add(s2, V.Load(a + i + (2 * V.Count)), V.Load(b + i + (2 * V.Count)));
            s3 = terms.Add(s3, V.Load(a + i + (3 * V.Count)), V.Load(b + i + (3 * V.Count)));
        }
        for (; i <= n - V.Count; i += V.Count) s0 = terms.Add(s0, V.Load(a + i), V.Load(b + i));
        float sum = V.Sum(s0 + s1 + (s2 + s3));
        if (i == n) return sum;
        // The lanes behind the end must not count, whatever the term is of zeros.
        float* last = stackalloc float[16];
        terms.Add(default(V), V.LoadPartial(a + i, n - i), V.LoadPartial(b + i, n - i)).Store(last);
        for (int lane = 0; lane < n - i; lane++) sum += last[lane];
        return sum;
    }

    /// <summary>The largest of n numbers; -infinity for none. NaN is passed over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Max(float* x, int n)
    {
        var lowest = V.Broadcast(float.NegativeInfinity);
        V m0 = lowest, m1 = lowest;
        int i = 0;
        for (; i <= n - (2 * V.Count); i += 2 * V.Count)
        {
            m0 = V.Max(V.Load(x + i), m0);
            m1 = V.Max(V.Load(x + i + V.Count), m1);
        }
        float max = V.Largest(V.Max(m0, m1));
        for (; i < n; i++)
        {
            if (x[i] > max) max = x[i];
        }
        return max;
    }
}
