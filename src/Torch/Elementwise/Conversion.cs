using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch;

/// <summary>Copies elements between tensors, from type to type and layout to layout.</summary>
internal static unsafe class Conversion
{
    /// <summary>A tensor made for one operation, or one that is only lent to it.</summary>
    internal readonly ref struct Borrowed(torch.Tensor tensor, bool own) : IDisposable
    {
        public torch.Tensor Tensor { get; } = tensor;

        public void Dispose()
        {
            if (own) Tensor.Dispose();
        }
    }

    /// <summary>The tensor itself where it has the type, else a converted copy that disposal lets go.</summary>
    public static Borrowed Borrow(torch.Tensor tensor, torch.ScalarType type) =>
        tensor.dtype == type ? new Borrowed(tensor, own: false) : new Borrowed(To(tensor, type), own: true);

    /// <summary>The tensor itself where it is contiguous and has the type.</summary>
    public static Borrowed BorrowDense(torch.Tensor tensor, torch.ScalarType type) =>
        tensor.dtype == type && tensor.IsDense ? new Borrowed(tensor, own: false) : new Borrowed(To(tensor, type), own: true);

    public static Borrowed BorrowDense(torch.Tensor tensor) => BorrowDense(tensor, tensor.dtype);

    /// <summary>A new contiguous tensor with the same elements, outside the graph.</summary>
    public static torch.Tensor To(torch.Tensor tensor, torch.ScalarType type)
    {
        var result = New.Empty(tensor.Sizes, type);
        Copy(tensor, result);
        return result;
    }

    /// <summary>Writes <paramref name="source"/>, broadcast, to <paramref name="target"/>.</summary>
    public static void Copy(torch.Tensor source, torch.Tensor target)
    {
        if (!Shape.Broadcast(source.Sizes, target.Sizes).AsSpan().SequenceEqual(target.Sizes))
            throw new ArgumentException($"A tensor of shape {Shape.Text(source.Sizes)} does not broadcast to shape {Shape.Text(target.Sizes)}.");
        if (target.Count == 0) return;
        if (!target.IsDense && !Shape.IsInMemoryOrder(target.Strides))
        {
            CopyInMemoryOrder(source, target);
            return;
        }
        switch (target.dtype)
        {
            case torch.ScalarType.Float32: From<float>(source, target); break;
            case torch.ScalarType.Float64: From<double>(source, target); break;
            case torch.ScalarType.Int64: From<long>(source, target); break;
            case torch.ScalarType.Int32: From<int>(source, target); break;
            case torch.ScalarType.Int16: From<short>(source, target); break;
            case torch.ScalarType.Int8: From<sbyte>(source, target); break;
            case torch.ScalarType.Byte: From<byte>(source, target); break;
            case torch.ScalarType.Bool: From<bool>(source, target); break;
            case torch.ScalarType.Float16: From<Half>(source, target); break;
            case torch.ScalarType.BFloat16: From<BFloat16>(source, target); break;
        }
    }

    /// <summary>By views whose dimensions lie as the target's do in memory, so that runs are as long as they can be.</summary>
    private static void CopyInMemoryOrder(torch.Tensor source, torch.Tensor target)
    {
        var order = Shape.MemoryOrder(target.Strides);
        using var same = source.detach();
        using var wide = Broadcasting.Expand(same, target.Sizes);
        using var from = View.Permuted(wide, order);
        using var to = View.Permuted(target, order);
        Copy(from, to);
    }

    public static NotSupportedException StorageOnly(torch.ScalarType type) =>
        new($"{type} tensors are for storage and do not compute; convert with to(float32) first.");

    private static void From<T>(torch.Tensor source, torch.Tensor target) where T : unmanaged
    {
        switch (source.dtype)
        {
            case torch.ScalarType.Float32: Run<float, T>(source, target); break;
            case torch.ScalarType.Float64: Run<double, T>(source, target); break;
            case torch.ScalarType.Int64: Run<long, T>(source, target); break;
            case torch.ScalarType.Int32: Run<int, T>(source, target); break;
            case torch.ScalarType.Int16: Run<short, T>(source, target); break;
            case torch.ScalarType.Int8: Run<sbyte, T>(source, target); break;
            case torch.ScalarType.Byte: Run<byte, T>(source, target); break;
            case torch.ScalarType.Bool: Run<bool, T>(source, target); break;
            case torch.ScalarType.Float16: Run<Half, T>(source, target); break;
            case torch.ScalarType.BFloat16: Run<BFloat16, T>(source, target); break;
        }
    }

    private static void Run<S, T>(torch.Tensor source, torch.Tensor target) where S : unmanaged where T : unmanaged
    {
        var walk = new Walk(target.Sizes, target, source);
        new Blocks(in walk).Run(new Kernel<S, T> { Walk = walk, Target = (T*)target.Data, Source = (S*)source.Data });
    }

    private struct Kernel<S, T> : IKernel where S : unmanaged where T : unmanaged
    {
        public Walk Walk;
        public T* Target;
        public S* Source;

        public readonly void Run<V>(int from, int to) where V : struct, ILanes<V>
        {
            var walk = Walk;
            var blocks = new Blocks(in walk);
            walk.Seek(from / blocks.PerRun);
            for (var block = from; block < to; block++)
            {
                var first = blocks.First(block);
                var target = Target + walk.AtA + first * walk.StepA;
                var source = Source + walk.AtB + first * walk.StepB;
                var count = blocks.Size(first);
                if (typeof(S) == typeof(T) && walk.StepA == 1 && walk.StepB == 1)
                    Buffer.MemoryCopy(source, target, count * sizeof(T), count * sizeof(T));
                else if (walk.StepA == 1 && walk.StepB == 1)
                {
                    for (long i = 0; i < count; i++) target[i] = Number.Convert<S, T>(source[i]);
                }
                else
                {
                    for (long i = 0; i < count; i++) target[i * walk.StepA] = Number.Convert<S, T>(source[i * walk.StepB]);
                }
                if ((block + 1) % blocks.PerRun == 0) walk.Next();
            }
        }
    }
}
