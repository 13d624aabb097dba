using Rag.Torch.Kernels.Buffers;
using Rag.Tests.Torch.Models;

namespace Rag.Tests.Torch.Tensors;

/// <summary>What tensors hold and when they let go; alone, since the counts are of the whole process.</summary>
[Collection(nameof(MemoryTests))]
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public sealed class MemoryTests
{
    [Fact]
    public void A_scope_disposes_of_what_was_made_in_it_except_what_was_moved_out()
    {
        Tensor kept, detached, inner;
        using (var outer = NewDisposeScope())
        {
            using (NewDisposeScope())
            {
                inner = torch.zeros(3);
                kept = (inner + 1).MoveToOuterDisposeScope();
                detached = torch.zeros(2).DetachFromDisposeScope();
            }
            Assert.True(inner.IsInvalid);
            Assert.Equal(1, outer.DisposablesCount);
            Assert.Equal(3, kept.sum().ToSingle());
        }
        Assert.True(kept.IsInvalid);
        Assert.False(detached.IsInvalid);
    }

    [Fact]
    public void A_view_keeps_the_memory_alive()
    {
        var whole = torch.arange(6, float32);
        var view = whole[3..];
        whole.Dispose();

        Assert.Equal([3, 4, 5], view.data<float>().ToArray());
    }

    [Fact]
    public void Training_holds_no_more_after_many_steps_than_after_few()
    {
        using var model = new CharacterModel(50, 16, 2, 32, 2);
        using var optimizer = torch.optim.AdamW(model.parameters());
        for (var i = 0; i < 5; i++) Train(model, optimizer);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = BufferPool.RentedBytes;
        var idle = BufferPool.IdleBytes;

        for (var i = 0; i < 200; i++) Train(model, optimizer);

        Assert.InRange(BufferPool.RentedBytes, 0, before);
        Assert.InRange(BufferPool.IdleBytes, 0, 1.1 * idle + 1e6);
    }

    [Fact]
    public void A_steady_forward_allocates_tensors_but_no_numbers_on_the_managed_heap()
    {
        using var model = new CharacterModel(50, 64, 2, 64, 4);
        var ids = torch.randint(50, [4, 64]);
        using var off = torch.inference_mode();
        for (var i = 0; i < 20; i++) Forward(model, ids);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++) Forward(model, ids);
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / 10;

        // Some fifty tensors of about 400 bytes with their shapes; the numbers of one activation alone would be 64 KB.
        Assert.InRange(bytes, 0, 48 * 1024);
    }

    [Fact]
    public void Kernels_of_a_steady_product_allocate_nothing()
    {
        var (a, b) = (torch.randn(100, 100), torch.randn(100, 100));
        using var off = torch.inference_mode();
        for (var i = 0; i < 20; i++) torch.matmul(a, b).Dispose();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) torch.matmul(a, b).Dispose();

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 0, 600);
    }

    [Fact]
    public void Tensors_that_nobody_disposes_of_are_finalized()
    {
        Leak();
        var held = StorageGauge.Bytes;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.InRange(StorageGauge.Bytes, 0, held - 90_000_000);

        static void Leak()
        {
            for (var i = 0; i < 100; i++) torch.empty(250_000);
        }
    }

    private static void Train(CharacterModel model, torch.optim.Optimizer optimizer)
    {
        using var scope = NewDisposeScope();
        var ids = torch.randint(50, [2, 17]);
        var loss = functional.cross_entropy(model.call(ids[.., ..^1]).reshape(-1, 50), ids[.., 1..].reshape(-1));
        optimizer.zero_grad();
        loss.backward();
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1);
        optimizer.step();
    }

    private static void Forward(CharacterModel model, Tensor ids)
    {
        using var scope = NewDisposeScope();
        model.call(ids);
    }
}
