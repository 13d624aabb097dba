using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Functions;
using Rag.Torch.Kernels.Lanes;

namespace Rag.Torch.Kernels.Matrices;

/// <summary>Applies an <see cref="Epilogue"/> to a tile of C while it is in the first cache.</summary>
internal static unsafe class Finish
{
    public static void Apply<V>(in ProductKernel product, int row, int rows, int column, int columns)
        where V : struct, ILanes<V>
    {
        float* c = product.C + (row * product.CRow) + column;
        var e = product.Epilogue;
        float* bias = e.Bias == null ? null : e.Bias + column;
        float* residual = e.Residual == null ? null : e.Residual + (row * e.ResidualRow) + column;
        for (int i = 0; i < rows; i++)
        {
            Row<V>(c, columns, bias, e.Activation, residual);
            c += product.CRow;
            residual += e.Residual == null ? 0 : e.ResidualRow;
        }
    }

    /// <summary>One row: <c>c = activation(c + bias) + residual</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Row<V>(float* c, int columns, float* bias, Activation activation, float* residual)
        where V : struct, ILanes<V>
    {
        int column = 0;
        for (; column <= columns - V.Count; column += V.Count)
        {
            var x = V.Load(c + column);
            if (bias != null) x += V.Load(bias + column);
            x = Activate(x, activation);
            if (residual != null) x += V.Load(residual + column);
            x.Store(c + column);
        }
        int rest = columns - column;
        if (rest == 0) return;
        var last = V.LoadPartial(c + column, rest);
        if (bias != null) last += V.LoadPartial(bias + column, rest);
        last = Activate(last, activation);
        if (residual != null) last += V.LoadPartial(residual + column, rest);
        last.StorePartial(c + column, rest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Activate<V>(V x, Activation activation) where V : struct, ILanes<V> => activation switch
    {
        Activation.Relu => VectorMath<V>.Relu(x),
        Activation.Silu => VectorMath<V>.Silu(x),
        Activation.Gelu => VectorMath<V>.Gelu(x),
        Activation.GeluTanh => VectorMath<V>.GeluTanh(x),
        _ => x,
    };
}
