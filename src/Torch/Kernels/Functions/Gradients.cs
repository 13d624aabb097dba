using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Lanes;

namespace Rag.Torch.Kernels.Functions;

// Each takes what the forward pass kept, its input x or its output y, and the gradient by the output; it gives the
// gradient by the input.

internal readonly struct ExpGradient : IBinary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V y, V dy) where V : struct, ILanes<V> => dy * y;
}

internal readonly struct SigmoidGradient : IBinary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V y, V dy) where V : struct, ILanes<V> => dy * y * (V.Broadcast(1f) - y);
}

internal readonly struct TanhGradient : IBinary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V y, V dy) where V : struct, ILanes<V> => dy * (V.Broadcast(1f) - (y * y));
}

internal readonly struct LogGradient : IBinary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V dy) where V : struct, ILanes<V> => dy / x;
}

internal readonly struct SqrtGradient : IBinary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V y, V dy) where V : struct, ILanes<V> => dy * V.Broadcast(0.5f) / y;
}

internal readonly struct ReluGradient : IBinary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V dy) where V : struct, ILanes<V> => V.Select(V.Greater(x, default), dy, default);
}

internal readonly struct SiluGradient : IBinary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V dy) where V : struct, ILanes<V>
    {
        var (one, s) = (V.Broadcast(1f), VectorMath<V>.Sigmoid(x));
        return dy * s * V.MultiplyAdd(x, one - s, one);
    }
}

/// <summary>dy (Phi(x) + x phi(x)).</summary>
internal readonly struct GeluGradient : IBinary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V dy) where V : struct, ILanes<V>
    {
        var below = VectorMath<V>.Normal(x, out var bell);
        return dy * V.MultiplyAdd(x * bell, V.Broadcast(0.398942280f), below);
    }
}

internal readonly struct GeluTanhGradient : IBinary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V dy) where V : struct, ILanes<V>
    {
        var (one, s) = (V.Broadcast(1f), VectorMath<V>.Sigmoid(VectorMath<V>.GeluArgument(x)));
        var slope = V.MultiplyAdd(
            x * x, V.Broadcast(3 * 0.044715f * 1.59576912f), V.Broadcast(1.59576912f));
        return dy * V.MultiplyAdd(x * slope, s * (one - s), s);
    }
}
