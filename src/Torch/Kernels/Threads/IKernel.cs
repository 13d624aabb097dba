using Rag.Torch.Kernels.Lanes;

namespace Rag.Torch.Kernels.Threads;

/// <summary>
/// Work over a range of independent items. A kernel is a struct that holds its arguments; <see cref="ThreadTeam"/> calls
/// <see cref="Run{V}"/> for disjoint parts of the range, from several threads at once, with the widest registers there are.
/// </summary>
internal interface IKernel
{
    /// <summary>Does items <paramref name="from"/> up to but not including <paramref name="to"/>.</summary>
    void Run<V>(int from, int to) where V : struct, ILanes<V>;
}
