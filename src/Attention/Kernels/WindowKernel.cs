namespace Rag.Attention.Kernels;

/// <summary>See <see cref="Kernel.Window"/>.</summary>
public sealed record WindowKernel : Kernel
{
    internal WindowKernel()
    {
    }

    internal override Tensor Attend(AttentionProblem problem, Tensor? state) => Tiled.Attend(problem, state);
}
