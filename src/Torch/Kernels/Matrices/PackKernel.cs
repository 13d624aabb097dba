using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Matrices;

/// <summary>Packs panels of B, an item each.</summary>
internal readonly unsafe struct PackKernel(MatrixView b, int k, int columns, float* packed) : IKernel
{
    public void Run<V>(int from, int to) where V : struct, ILanes<V> =>
        Packing<V>.Panels(b, columns, from, to, k, packed);
}
