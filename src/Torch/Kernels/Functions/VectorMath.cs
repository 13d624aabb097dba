using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Lanes;

namespace Rag.Torch.Kernels.Functions;

/// <summary>
/// Elementary functions on registers, within about two units in the last place. The polynomials are minimax fits of
/// relative error found with Remez's algorithm.
/// </summary>
internal static class VectorMath<V> where V : struct, ILanes<V>
{
    private const float Ln2High = 0.693359375f; // nine bits: its products with an exponent are exact
    private const float Ln2Low = -2.12194440e-4f;

    /// <summary>e^x; 0 below -87.3, infinity above 88.72.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp(V x)
    {
        x = V.Min(V.Broadcast(89f), V.Max(V.Broadcast(-87.3f), x));
        var n = V.Round(x * V.Broadcast(1.44269504f));
        var r = V.MultiplyAdd(n, V.Broadcast(-Ln2High), x);
        r = V.MultiplyAdd(n, V.Broadcast(-Ln2Low), r);
        // 2 e^r = 2 + 2r + r^2 q(r); the 2 is taken back from the exponent, so that 2^128 is within reach.
        var q = V.Broadcast(2 * 0.0013951719f);
        q = V.MultiplyAdd(q, r, V.Broadcast(2 * 0.0083695982f));
        q = V.MultiplyAdd(q, r, V.Broadcast(2 * 0.0416661873f));
        q = V.MultiplyAdd(q, r, V.Broadcast(2 * 0.166665129f));
        q = V.MultiplyAdd(q, r, V.Broadcast(2 * 0.50000001f));
        var p = V.MultiplyAdd(r * r, q, r + r) + V.Broadcast(2f);
        return p * V.PowerOfTwo(n - V.Broadcast(1f));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid(V x)
    {
        var one = V.Broadcast(1f);
        return one / (one + Exp(default(V) - x));
    }

    /// <summary>
    /// The standard normal distribution function and <paramref name="bell"/>, exp(-x^2 / 2), of which its density is a multiple.
    /// Q(|x|) = exp(-x^2 / 2) g(1 / (1 + 0.3 |x|)), mirrored for positive <paramref name="x"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Normal(V x, out V bell)
    {
        var one = V.Broadcast(1f);
        var t = one / V.MultiplyAdd(V.Broadcast(0.3f), V.Abs(x), one);
        var g = V.Broadcast(0.0383782791f);
        g = V.MultiplyAdd(g, t, V.Broadcast(-0.169166064f));
        g = V.MultiplyAdd(g, t, V.Broadcast(0.22865999f));
        g = V.MultiplyAdd(g, t, V.Broadcast(-0.0765063813f));
        g = V.MultiplyAdd(g, t, V.Broadcast(0.142535464f));
        g = V.MultiplyAdd(g, t, V.Broadcast(0.094683546f));
        g = V.MultiplyAdd(g, t, V.Broadcast(0.121920337f));
        g = V.MultiplyAdd(g, t, V.Broadcast(0.11948769f));
        g = V.MultiplyAdd(g, t, V.Broadcast(7.16884429e-06f));
        bell = Exp(x * x * V.Broadcast(-0.5f));
        var tail = bell * g;
        return V.Select(V.Greater(x, default), one - tail, tail);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Gelu(V x) => x * Normal(x, out _);

    /// <summary>0.5 x (1 + tanh(u)) = x sigmoid(2u) with u = sqrt(2 / pi) (x + 0.044715 x^3).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V GeluTanh(V x) => x * Sigmoid(GeluArgument(x));

    /// <summary>2u of <see cref="GeluTanh"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V GeluArgument(V x) =>
        x * V.MultiplyAdd(x * x, V.Broadcast(1.59576912f * 0.044715f), V.Broadcast(1.59576912f));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Silu(V x) => x * Sigmoid(x);

    /// <summary>max(x, 0); NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Relu(V x) => V.Max(default, x);

    /// <summary>The natural logarithm; -infinity at 0, NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log(V x)
    {
        var tiny = V.Greater(V.Broadcast(1.17549435e-38f), x); // subnormals are brought into range first
        var n = V.SplitExponent(V.Select(tiny, x * V.Broadcast(8388608f), x), out var m);
        n = V.Select(tiny, n - V.Broadcast(23f), n);
        var large = V.Greater(m, V.Broadcast(1.41421356f));
        n = V.Select(large, n + V.Broadcast(1f), n);
        var f = V.Select(large, m * V.Broadcast(0.5f), m) - V.Broadcast(1f);
        // log(1 + f) = f - f^2 / 2 + f^3 p(f)
        var p = V.Broadcast(0.0674664272f);
        p = V.MultiplyAdd(p, f, V.Broadcast(-0.11675652f));
        p = V.MultiplyAdd(p, f, V.Broadcast(0.118881613f));
        p = V.MultiplyAdd(p, f, V.Broadcast(-0.124055888f));
        p = V.MultiplyAdd(p, f, V.Broadcast(0.142195525f));
        p = V.MultiplyAdd(p, f, V.Broadcast(-0.166679959f));
        p = V.MultiplyAdd(p, f, V.Broadcast(0.200021187f));
        p = V.MultiplyAdd(p, f, V.Broadcast(-0.250000096f));
        p = V.MultiplyAdd(p, f, V.Broadcast(0.333333126f));
        var square = f * f;
        var low = V.MultiplyAdd(p * f, square, V.MultiplyAdd(n, V.Broadcast(Ln2Low), square * V.Broadcast(-0.5f)));
        var log = V.MultiplyAdd(n, V.Broadcast(Ln2High), f + low);
        var infinity = V.Broadcast(float.PositiveInfinity);
        log = V.Select(V.Greater(infinity, x), log, x); // infinity and NaN
        log = V.Select(V.Equal(x, default), default(V) - infinity, log);
        return V.Select(V.Greater(default, x), V.Broadcast(float.NaN), log);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh(V x)
    {
        // Near zero 1 - 2 / (e^2x + 1) cancels: x + x^3 h(x^2) there.
        var s = x * x;
        var h = V.Broadcast(-0.00570498704f);
        h = V.MultiplyAdd(h, s, V.Broadcast(0.0206390873f));
        h = V.MultiplyAdd(h, s, V.Broadcast(-0.0537397151f));
        h = V.MultiplyAdd(h, s, V.Broadcast(0.133314422f));
        h = V.MultiplyAdd(h, s, V.Broadcast(-0.333332819f));
        var small = V.MultiplyAdd(h * s, x, x);
        var one = V.Broadcast(1f);
        var magnitude = one - (V.Broadcast(2f) / (Exp(V.Abs(x) + V.Abs(x)) + one));
        var signed = V.Select(V.Greater(default, x), default(V) - magnitude, magnitude);
        return V.Select(V.Greater(V.Abs(x), V.Broadcast(0.625f)), signed, small);
    }
}
