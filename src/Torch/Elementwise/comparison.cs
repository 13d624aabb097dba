using System.Numerics;
using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch;

public static partial class torch
{
    public static Tensor eq(Tensor left, Tensor right) => Comparison.Map<Comparison.Equal>(left, right);

    public static Tensor ne(Tensor left, Tensor right) => Comparison.Map<Comparison.NotEqual>(left, right);

    public static Tensor lt(Tensor left, Tensor right) => Comparison.Map<Comparison.Less>(left, right);

    public static Tensor le(Tensor left, Tensor right) => Comparison.Map<Comparison.LessOrEqual>(left, right);

    public static Tensor gt(Tensor left, Tensor right) => Comparison.Map<Comparison.Less>(right, left);

    public static Tensor ge(Tensor left, Tensor right) => Comparison.Map<Comparison.LessOrEqual>(right, left);

    /// <summary>Whether |tensor - target| is at most atol + rtol |target| everywhere.</summary>
    public static bool allclose(Tensor tensor, Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false)
    {
        using var scope = NewDisposeScope();
        var near = (tensor - target).abs().le(target.abs() * rtol + atol).logical_or(tensor.eq(target));
        if (equal_nan) near = near.logical_or(tensor.isnan().logical_and(target.isnan()));
        return near.all().item<bool>();
    }
}

public static class ComparisonTensor
{
    extension(torch.Tensor input)
    {
        public torch.Tensor eq(torch.Tensor target) => torch.eq(input, target);

        public torch.Tensor ne(torch.Tensor target) => torch.ne(input, target);

        public torch.Tensor lt(torch.Tensor target) => torch.lt(input, target);

        public torch.Tensor le(torch.Tensor target) => torch.le(input, target);

        public torch.Tensor gt(torch.Tensor target) => torch.gt(input, target);

        public torch.Tensor ge(torch.Tensor target) => torch.ge(input, target);

        public torch.Tensor eq(Scalar target) => Comparison.WithNumber<Comparison.Equal>(input, target);

        public torch.Tensor ne(Scalar target) => Comparison.WithNumber<Comparison.NotEqual>(input, target);

        public torch.Tensor lt(Scalar target) => Comparison.WithNumber<Comparison.Less>(input, target);

        public torch.Tensor le(Scalar target) => Comparison.WithNumber<Comparison.LessOrEqual>(input, target);

        public torch.Tensor gt(Scalar target) => Comparison.WithNumber<Comparison.Less>(input, target, numberFirst: true);

        public torch.Tensor ge(Scalar target) => Comparison.WithNumber<Comparison.LessOrEqual>(input, target, numberFirst: true);

        public bool allclose(torch.Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
            torch.allclose(input, target, rtol, atol, equal_nan);
    }
}

internal static unsafe class Comparison
{
    internal interface IRelation
    {
        static abstract bool Of<T>(T a, T b) where T : unmanaged, INumber<T>;
    }

    public static torch.Tensor WithNumber<F>(torch.Tensor input, Scalar number, bool numberFirst = false) where F : struct, IRelation
    {
        using var operand = Arithmetic.Operand(number, input);
        return numberFirst ? Map<F>(operand, input) : Map<F>(input, operand);
    }

    public static torch.Tensor Map<F>(torch.Tensor a, torch.Tensor b) where F : struct, IRelation
    {
        var type = ElementTypes.Promote(a, b);
        var shape = Shape.Broadcast(a.Sizes, b.Sizes);
        using var x = Conversion.Borrow(a, type);
        using var y = Conversion.Borrow(b, type);
        var result = New.Empty(shape, torch.ScalarType.Bool);
        var walk = new Walk(shape, x.Tensor, y.Tensor);
        switch (type)
        {
            case torch.ScalarType.Float32: Run<F, float>(walk, x.Tensor, y.Tensor, result); break;
            case torch.ScalarType.Float64: Run<F, double>(walk, x.Tensor, y.Tensor, result); break;
            case torch.ScalarType.Int64: Run<F, long>(walk, x.Tensor, y.Tensor, result); break;
            case torch.ScalarType.Int32: Run<F, int>(walk, x.Tensor, y.Tensor, result); break;
            case torch.ScalarType.Int16: Run<F, short>(walk, x.Tensor, y.Tensor, result); break;
            case torch.ScalarType.Int8: Run<F, sbyte>(walk, x.Tensor, y.Tensor, result); break;
            case torch.ScalarType.Byte or torch.ScalarType.Bool: Run<F, byte>(walk, x.Tensor, y.Tensor, result); break;
            default: throw Conversion.StorageOnly(type);
        }
        return result;
    }

    private static void Run<F, T>(in Walk walk, torch.Tensor a, torch.Tensor b, torch.Tensor result) where F : struct, IRelation where T : unmanaged, INumber<T> =>
        new Blocks(in walk).Run(new Kernel<F, T> { Walk = walk, A = (T*)a.Data, B = (T*)b.Data, Y = (bool*)result.Data });

    internal readonly struct Equal : IRelation
    {
        public static bool Of<T>(T a, T b) where T : unmanaged, INumber<T> => a == b;
    }

    internal readonly struct NotEqual : IRelation
    {
        public static bool Of<T>(T a, T b) where T : unmanaged, INumber<T> => a != b;
    }

    internal readonly struct Less : IRelation
    {
        public static bool Of<T>(T a, T b) where T : unmanaged, INumber<T> => a < b;
    }

    internal readonly struct LessOrEqual : IRelation
    {
        public static bool Of<T>(T a, T b) where T : unmanaged, INumber<T> => a <= b;
    }

    private struct Kernel<F, T> : IKernel where F : struct, IRelation where T : unmanaged, INumber<T>
    {
        public Walk Walk;
        public T* A;
        public T* B;
        public bool* Y;

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
                for (long i = 0; i < count; i++) y[i] = F.Of(a[i * walk.StepA], b[i * walk.StepB]);
                if ((block + 1) % blocks.PerRun == 0) walk.Next();
            }
        }
    }
}
