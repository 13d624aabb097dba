using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Tests.Kernels;

/// <summary>A kernel that calls an action.</summary>
internal readonly struct Inline(Action action) : IKernel
{
    public void Run<V>(int from, int to) where V : struct, ILanes<V>
    {
        for (int i = from; i < to; i++) action();
    }
}
