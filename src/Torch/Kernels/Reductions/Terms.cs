using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Lanes;

namespace Rag.Torch.Kernels.Reductions;

/// <summary>What is summed over pairs of numbers.</summary>
internal interface ITerms
{
    /// <summary>sum + term(a, b).</summary>
    V Add<V>(V sum, V a, V b) where V : struct, ILanes<V>;
}

internal readonly struct SumOf : ITerms
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Add<V>(V sum, V a, V b) where V : struct, ILanes<V> => sum + a;
}

internal readonly struct SumOfProducts : ITerms
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Add<V>(V sum, V a, V b) where V : struct, ILanes<V> => V.MultiplyAdd(a, b, sum);
}

/// <summary>The sum of (a - shift)^2.</summary>
internal readonly struct SumOfSquaresAround(float shift) : ITerms
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Add<V>(V sum, V a, V b) where V : struct, ILanes<V>
    {
        var d = a - V.Broadcast(shift);
        return V.MultiplyAdd(d, d, sum);
    }
}
