using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Lanes;

/// <summary>The widest registers of this machine; the one place that knows which there are.</summary>
internal static class Widest
{
    /// <summary>Floats in a register.</summary>
    public static int Count =>
        Vector512.IsHardwareAccelerated ? Lanes512.Count
        : Vector256.IsHardwareAccelerated ? Lanes256.Count
        : Vector128.IsHardwareAccelerated ? Lanes128.Count
        : Lanes32.Count;

    /// <summary>Rows of a register tile.</summary>
    public static int TileRows =>
        Vector512.IsHardwareAccelerated ? Lanes512.TileRows
        : Vector256.IsHardwareAccelerated ? Lanes256.TileRows
        : Vector128.IsHardwareAccelerated ? Lanes128.TileRows
        : Lanes32.TileRows;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<K>(ref readonly K kernel, int from, int to) where K : struct, IKernel, allows ref struct
    {
        if (Vector512.IsHardwareAccelerated) kernel.Run<Lanes512>(from, to);
        else if (Vector256.IsHardwareAccelerated) kernel.Run<Lanes256>(from, to);
        else if (Vector128.IsHardwareAccelerated) kernel.Run<Lanes128>(from, to);
        else kernel.Run<Lanes32>(from, to);
    }
}
