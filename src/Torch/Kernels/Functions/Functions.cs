using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Lanes;

namespace Rag.Torch.Kernels.Functions;

/// <summary>A function of one number, for use with <see cref="Elementwise.Map{F}(F, float*, float*, long)"/>.</summary>
internal interface IUnary
{
    V Apply<V>(V x) where V : struct, ILanes<V>;
}

/// <summary>A function of two numbers, for use with <see cref="Elementwise.Zip{F}(F, float*, float*, float*, long)"/>.</summary>
internal interface IBinary
{
    V Apply<V>(V a, V b) where V : struct, ILanes<V>;
}

internal readonly struct Exp : IUnary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V> => VectorMath<V>.Exp(x);
}

internal readonly struct Log : IUnary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V> => VectorMath<V>.Log(x);
}

internal readonly struct Tanh : IUnary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V> => VectorMath<V>.Tanh(x);
}

internal readonly struct Sigmoid : IUnary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V> => VectorMath<V>.Sigmoid(x);
}

internal readonly struct Silu : IUnary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V> => VectorMath<V>.Silu(x);
}

internal readonly struct Relu : IUnary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V> => VectorMath<V>.Relu(x);
}

internal readonly struct Gelu : IUnary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V> => VectorMath<V>.Gelu(x);
}

internal readonly struct GeluTanh : IUnary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V> => VectorMath<V>.GeluTanh(x);
}

internal readonly struct Sqrt : IUnary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V> => V.Sqrt(x);
}

internal readonly struct ReciprocalSqrt : IUnary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V> => V.Broadcast(1f) / V.Sqrt(x);
}

internal readonly struct Reciprocal : IUnary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V> => V.Broadcast(1f) / x;
}

internal readonly struct Abs : IUnary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V> => V.Abs(x);
}

internal readonly struct Square : IUnary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V> => x * x;
}

/// <summary>scale * x + shift.</summary>
internal readonly struct Affine(float scale, float shift) : IUnary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V> =>
        V.MultiplyAdd(V.Broadcast(scale), x, V.Broadcast(shift));
}

internal readonly struct Add : IBinary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V a, V b) where V : struct, ILanes<V> => a + b;
}

internal readonly struct Subtract : IBinary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V a, V b) where V : struct, ILanes<V> => a - b;
}

internal readonly struct Multiply : IBinary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V a, V b) where V : struct, ILanes<V> => a * b;
}

internal readonly struct Divide : IBinary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V a, V b) where V : struct, ILanes<V> => a / b;
}

/// <summary>The larger; NaN where either is.</summary>
internal readonly struct Maximum : IBinary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V a, V b) where V : struct, ILanes<V> => V.Select(V.Equal(a, a), V.Max(a, b), a);
}

/// <summary>The smaller; NaN where either is.</summary>
internal readonly struct Minimum : IBinary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V a, V b) where V : struct, ILanes<V> => V.Select(V.Equal(a, a), V.Min(a, b), a);
}

/// <summary>a + scale * b.</summary>
internal readonly struct AddScaled(float scale) : IBinary
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V a, V b) where V : struct, ILanes<V> => V.MultiplyAdd(V.Broadcast(scale), b, a);
}
