using Rag.Torch.Kernels.Threads;

namespace Rag.Torch;

/// <summary>Cuts the runs of a <see cref="Walk"/> into blocks that the thread team can share.</summary>
internal readonly struct Blocks
{
    private const long BlockLength = 8192;
    private const long WorthSharing = 32768;

    public Blocks(in Walk walk)
    {
        Length = walk.Length;
        PerRun = (int)Math.Max(1, (walk.Length + BlockLength - 1) / BlockLength);
        Count = checked((int)(walk.Rows * PerRun));
        Grain = (int)Math.Clamp(WorthSharing / Math.Max(1, Math.Min(walk.Length, BlockLength)), 1, int.MaxValue);
    }

    public long Length { get; }

    public int PerRun { get; }

    public int Count { get; }

    public int Grain { get; }

    public long First(int block) => block % PerRun * BlockLength;

    public long Size(long first) => Math.Min(BlockLength, Length - first);

    public void Run<K>(in K kernel) where K : struct, IKernel
    {
        if (Length > 0) ThreadTeam.Shared.For(in kernel, Count, Grain);
    }
}
