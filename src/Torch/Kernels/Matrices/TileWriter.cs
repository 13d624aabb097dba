using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Lanes;

namespace Rag.Torch.Kernels.Matrices;

/// <summary>Adds a tile of sums to C, scaled as alpha and beta say.</summary>
internal static unsafe class TileWriter
{
    /// <summary>c = alpha * sums + beta * c for a part of a tile; with beta = 0, c is not read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write<V>(
        float* sums, nint sumsRow, float* c, nint cRow, int rows, int columns, float alpha, float beta)
        where V : struct, ILanes<V>
    {
        var (scale, keep) = (V.Broadcast(alpha), V.Broadcast(beta));
        for (int row = 0; row < rows; row++, sums += sumsRow, c += cRow)
        {
            int column = 0;
            for (; column <= columns - V.Count; column += V.Count)
            {
                var x = scale * V.Load(sums + column);
                if (beta != 0) x = V.MultiplyAdd(keep, V.Load(c + column), x);
                x.Store(c + column);
            }
            if (column == columns) continue;
            int rest = columns - column;
            var last = scale * V.Load(sums + column);
            if (beta != 0) last = V.MultiplyAdd(keep, V.LoadPartial(c + column, rest), last);
            last.StorePartial(c + column, rest);
        }
    }
}
