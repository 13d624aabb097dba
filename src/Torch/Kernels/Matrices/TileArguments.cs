namespace Rag.Torch.Kernels.Matrices;

/// <summary>Where a register tile reads and writes; strides in floats.</summary>
internal unsafe struct TileArguments
{
    /// <summary>First element; row i is <see cref="ARow"/> further each, step k <see cref="AStep"/>.</summary>
    public float* A;
    public nint ARow;
    public nint AStep;

    /// <summary>First row of B; its columns lie side by side, step k is <see cref="BStep"/> further.</summary>
    public float* B;
    public nint BStep;

    /// <summary>What to fetch while this tile is computed: at step k, k * <see cref="NextStep"/> from here.</summary>
    public float* Next;
    public nint NextStep;

    /// <summary>Where the products go, in whole registers.</summary>
    public float* Sums;
    public nint SumsRow;
}
