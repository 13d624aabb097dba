using Rag.Torch.Kernels.Attention;
using Rag.Torch.Kernels.Buffers;
using Rag.Torch.Kernels.Convolutions;
using Rag.Torch.Kernels.Functions;
using Rag.Torch.Kernels.Matrices;
using Convolution = Rag.Torch.Kernels.Convolutions.Convolution;
using LayerNorm = Rag.Torch.Kernels.Normalization.LayerNorm;
using Softmax = Rag.Torch.Kernels.Normalization.Softmax;

namespace Rag.Torch.Tests.Kernels.Buffers;

public sealed unsafe class AllocationTests
{
    [Fact]
    public void A_steady_forward_allocates_nothing_on_the_managed_heap()
    {
        const int rows = 70, width = 64;
        using Floats x = new(rows * width, 1), w = new(3 * width * width, 2), qkv = new(rows * 3 * width), y = new(rows * width);
        using Floats image = new(2 * 8 * 20 * 20, 3), filters = new(8 * 8 * 9, 4), features = new(2 * 8 * 20 * 20);
        using var packed = new PackedMatrix(width, 3 * width, new MatrixView(w, 1, width));
        var shape = new ConvolutionShape
        {
            Batch = 2,
            Channels = 8,
            Height = 20,
            Width = 20,
            Filters = 8,
            KernelHeight = 3,
            KernelWidth = 3,
            Padding = (1, 1),
        };
        var problem = new AttentionProblem
        {
            Batch = 1,
            Heads = 4,
            Queries = rows,
            Keys = rows,
            Width = 16,
            Scale = 0.25f,
            Query = new HeadView(qkv, 0, 16, 3 * width),
            Key = new HeadView(qkv.Pointer + width, 0, 16, 3 * width),
            Value = new HeadView(qkv.Pointer + (2 * width), 0, 16, 3 * width),
        };
        void Forward()
        {
            Gemm.Multiply(rows, new MatrixView(x, width), packed, qkv, 3 * width);
            FlashAttention.Forward(in problem, new HeadView(y, 0, 16, width));
            Gemm.Multiply(rows, width, width, new MatrixView(y, width), new MatrixView(w, 1, width), x, width);
            LayerNorm.Forward(rows, width, x, null, null, 1e-5f, y);
            Softmax.Forward(rows, width, y, x);
            Elementwise.Map(new Gelu(), y, x, rows * width);
            Convolution.Forward(in shape, image, filters, null, features);
        }

        for (int i = 0; i < 50; i++) Forward();
        long rented = BufferPool.RentedBytes, before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++) Forward();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(rented, BufferPool.RentedBytes);
    }
}
