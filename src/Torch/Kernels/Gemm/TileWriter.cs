using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Lanes;

namespace Rag.Torch.Kernels.Gemm;

/// <summary>Writes the rows of a register tile to C, scaled and added as alpha and beta say.</summary>
internal readonly unsafe ref struct TileWriter<V, C>
    where V : struct, ILanes<V>
    where C : struct, ISize
{
    private readonly float* _c;
    private readonly nint _row;
    private readonly float _alpha;
    private readonly float _beta;
    private readonly int _last; // columns in the last register

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TileWriter(in TileArguments t, int columns)
    {
        _c = t.C;
        (_row, _alpha, _beta) = (t.CRow, t.Alpha, t.Beta);
        _last = columns - ((C.Value - 1) * V.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(int row, V left, V right)
    {
        float* c = _c + (row * _row);
        if (C.Value > 1)
        {
            Whole(c, left);
            Last(c + V.Count, right);
        }
        else
        {
            Last(c, left);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Whole(float* c, V x)
    {
        x *= V.Broadcast(_alpha);
        if (_beta != 0) x = V.MultiplyAdd(V.Broadcast(_beta), V.Load(c), x);
        x.Store(c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Last(float* c, V x)
    {
        if (_last == V.Count)
        {
            Whole(c, x);
            return;
        }
        x *= V.Broadcast(_alpha);
        if (_beta != 0) x = V.MultiplyAdd(V.Broadcast(_beta), V.LoadPartial(c, _last), x);
        x.StorePartial(c, _last);
    }
}
