using System.Numerics;
using Rag.Torch.Kernels.Functions;
using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch;

/// <summary>A function of two numbers of any type, one by one.</summary>
internal interface INumberBinary
{
    static abstract T OfNumbers<T>(T a, T b) where T : unmanaged, INumber<T>;
}

/// <summary>
/// Applies functions to the pairs of elements of two tensors that broadcast; the result is contiguous. F serves float32,
/// N the other types.
/// </summary>
internal static unsafe class Binary
{
    public static torch.Tensor Map<F, N>(torch.Tensor a, torch.Tensor b) where F : struct, IBinary where N : struct, INumberBinary
    {
        var type = ElementTypes.Promote(a, b);
        var shape = Shape.Broadcast(a.Sizes, b.Sizes);
        using var x = Conversion.Borrow(a, type);
        using var y = Conversion.Borrow(b, type);
        var result = New.Empty(shape, type);
        Map<F, N>(x.Tensor, y.Tensor, shape, type, result.Data);
        return result;
    }

    /// <summary>As Map, into <paramref name="a"/> itself, whose shape and type the result keeps.</summary>
    public static void MapInto<F, N>(torch.Tensor a, torch.Tensor b) where F : struct, IBinary where N : struct, INumberBinary
    {
        var shape = Shape.Broadcast(a.Sizes, b.Sizes);
        if (!shape.AsSpan().SequenceEqual(a.Sizes))
            throw new ArgumentException($"A tensor of shape {Shape.Text(a.Sizes)} cannot hold in place what broadcasts to {Shape.Text(shape)}.");
        if (b.dtype.Category() > a.dtype.Category())
            throw new ArgumentException($"A result of type {b.dtype} cannot be written in place to a tensor of type {a.dtype}.");
        if (a.IsDense && (!ReferenceEquals(a.Storage, b.Storage) || ReferenceEquals(a, b)))
        {
            using var y = Conversion.Borrow(b, a.dtype);
            Map<F, N>(a, y.Tensor, shape, a.dtype, a.Data);
            return;
        }
        using var result = Map<F, N>(a, b);
        Conversion.Copy(result, a);
    }

    public static void Map<F, N>(torch.Tensor a, torch.Tensor b, long[] shape, torch.ScalarType type, byte* result)
        where F : struct, IBinary where N : struct, INumberBinary
    {
        var walk = new Walk(shape, a, b);
        if (type == torch.ScalarType.Float32)
            new Blocks(in walk).Run(new Kernel<F> { Walk = walk, A = (float*)a.Data, B = (float*)b.Data, Y = (float*)result });
        else Numbers<N>(walk, a, b, type, result);
    }

    /// <summary>For two float32 tensors.</summary>
    public static torch.Tensor MapFloats<F>(torch.Tensor a, torch.Tensor b) where F : struct, IBinary
    {
        var shape = Shape.Broadcast(a.Sizes, b.Sizes);
        var result = New.Empty(shape, torch.ScalarType.Float32);
        var walk = new Walk(shape, a, b);
        new Blocks(in walk).Run(new Kernel<F> { Walk = walk, A = a.FloatData, B = b.FloatData, Y = (float*)result.Data });
        return result;
    }

    /// <summary>For functions that have no register form.</summary>
    public static torch.Tensor MapNumbers<F>(torch.Tensor a, torch.Tensor b) where F : struct, INumberBinary
    {
        var type = ElementTypes.Promote(a, b);
        var shape = Shape.Broadcast(a.Sizes, b.Sizes);
        using var x = Conversion.Borrow(a, type);
        using var y = Conversion.Borrow(b, type);
        var result = New.Empty(shape, type);
        var walk = new Walk(shape, x.Tensor, y.Tensor);
        if (type == torch.ScalarType.Float32) Numbers<F, float>(walk, x.Tensor, y.Tensor, result.Data);
        else Numbers<F>(walk, x.Tensor, y.Tensor, type, result.Data);
        return result;
    }

    private static void Numbers<F>(in Walk walk, torch.Tensor a, torch.Tensor b, torch.ScalarType type, byte* result) where F : struct, INumberBinary
    {
        switch (type)
        {
            case torch.ScalarType.Float64: Numbers<F, double>(walk, a, b, result); break;
            case torch.ScalarType.Int64: Numbers<F, long>(walk, a, b, result); break;
            case torch.ScalarType.Int32: Numbers<F, int>(walk, a, b, result); break;
            case torch.ScalarType.Int16: Numbers<F, short>(walk, a, b, result); break;
            case torch.ScalarType.Int8: Numbers<F, sbyte>(walk, a, b, result); break;
            case torch.ScalarType.Byte or torch.ScalarType.Bool: Numbers<F, byte>(walk, a, b, result); break;
            default: throw Conversion.StorageOnly(type);
        }
    }

    private static void Numbers<F, T>(in Walk walk, torch.Tensor a, torch.Tensor b, byte* result)
        where F : struct, INumberBinary where T : unmanaged, INumber<T> =>
        new Blocks(in walk).Run(new NumberKernel<F, T> { Walk = walk, A = (T*)a.Data, B = (T*)b.Data, Y = (T*)result });

    private struct Kernel<F> : IKernel where F : struct, IBinary
    {
        public Walk Walk;
        public float* A;
        public float* B;
        public float* Y;

        public readonly void Run<V>(int from, int to) where V : struct, ILanes<V>
        {
            var walk = Walk;
            var blocks = new Blocks(in walk);
            walk.Seek(from / blocks.PerRun);
            for (var block = from; block < to; block++)
            {
                var first = blocks.First(block);
                Block<V>(
                    A + walk.AtA + first * walk.StepA, walk.StepA, B + walk.AtB + first * walk.StepB, walk.StepB,
                    Y + (long)(block / blocks.PerRun) * blocks.Length + first, blocks.Size(first));
                if ((block + 1) % blocks.PerRun == 0) walk.Next();
            }
        }

        private static void Block<V>(float* a, long stepA, float* b, long stepB, float* y, long count) where V : struct, ILanes<V>
        {
            long i = 0;
            var vectors = count - V.Count;
            var rest = 0;
            if (stepA == 1 && stepB == 1)
            {
                for (; i <= vectors; i += V.Count) default(F).Apply(V.Load(a + i), V.Load(b + i)).Store(y + i);
                rest = (int)(count - i);
                if (rest > 0) default(F).Apply(V.LoadPartial(a + i, rest), V.LoadPartial(b + i, rest)).StorePartial(y + i, rest);
            }
            else if (stepA == 1 && stepB == 0)
            {
                var same = V.Broadcast(*b);
                for (; i <= vectors; i += V.Count) default(F).Apply(V.Load(a + i), same).Store(y + i);
                rest = (int)(count - i);
                if (rest > 0) default(F).Apply(V.LoadPartial(a + i, rest), same).StorePartial(y + i, rest);
            }
            else if (stepA == 0 && stepB == 1)
            {
                var same = V.Broadcast(*a);
                for (; i <= vectors; i += V.Count) default(F).Apply(same, V.Load(b + i)).Store(y + i);
                rest = (int)(count - i);
                if (rest > 0) default(F).Apply(same, V.LoadPartial(b + i, rest)).StorePartial(y + i, rest);
            }
            else
            {
                for (; i < count; i++) default(F).Apply(Lanes32.Load(a + i * stepA), Lanes32.Load(b + i * stepB)).Store(y + i);
            }
        }
    }

    private struct NumberKernel<F, T> : IKernel where F : struct, INumberBinary where T : unmanaged, INumber<T>
    {
        public Walk Walk;
        public T* A;
        public T* B;
        public T* Y;

        public readonly void Run<V>(int from, int to) where V : struct, ILanes<V>
        {
            var walk = Walk;
            var blocks = new Blocks(in walk);
            walk.Seek(from / blocks.PerRun);
            for (var block = from; block < to; block++)
            {
                var first = blocks.First(block);
                var a = A + walk.AtA + first * walk.StepA;
                var b = B + walk.AtB + first * walk.StepB;
                var y = Y + (long)(block / blocks.PerRun) * blocks.Length + first;
                var count = blocks.Size(first);
                for (long i = 0; i < count; i++) y[i] = F.OfNumbers(a[i * walk.StepA], b[i * walk.StepB]);
                if ((block + 1) % blocks.PerRun == 0) walk.Next();
            }
        }
    }
}
