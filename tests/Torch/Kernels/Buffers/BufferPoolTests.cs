using Rag.Torch.Kernels.Buffers;

namespace Rag.Torch.Tests.Kernels.Buffers;

public sealed unsafe class BufferPoolTests
{
    [Fact]
    public void Blocks_are_aligned_and_used_again()
    {
        foreach (long count in new long[] { 0, 1, 63, 64, 65, 1000, 100_003 })
        {
            float* block = BufferPool.RentFloats(count);
            Assert.Equal(0, (nint)block % 64);
            new Span<float>(block, (int)count).Fill(1);
            BufferPool.ReturnFloats(block, count);
            float* again = BufferPool.RentFloats(count);
            Assert.Equal((nint)block, (nint)again);
            BufferPool.ReturnFloats(again, count);
        }
    }

    [Fact]
    public void Blocks_of_sizes_no_longer_asked_for_do_not_pile_up()
    {
        const long most = 192L << 20;
        for (long bytes = most / 8; bytes < most; bytes += 4 << 20) BufferPool.Return(BufferPool.Rent(bytes), bytes);
        Assert.InRange(BufferPool.IdleBytes, 0, 512L << 20); // all together, about two gigabytes
    }

    [Fact]
    public void A_request_that_cannot_be_met_throws()
    {
        Assert.Throws<OutOfMemoryException>(() => BufferPool.Rent(long.MaxValue / 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => BufferPool.Rent(-1));
        Assert.Throws<OverflowException>(() => BufferPool.RentFloats(long.MaxValue / 2));
    }
}
