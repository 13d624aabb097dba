using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch;

public static partial class torch
{
    /// <summary>x where the condition holds, y elsewhere.</summary>
    public static Tensor where(Tensor condition, Tensor x, Tensor y) =>
        Tape.Record(Choosing.Map(condition, x, y), [x, y], [condition], 0, static (saved, gradient, _) =>
        {
            using var zero = New.Of(0, gradient.dtype);
            return [saved.Needs(0) ? Choosing.Map(saved[0], gradient, zero) : null, saved.Needs(1) ? Choosing.Map(saved[0], zero, gradient) : null];
        });
}

public static class WhereTensor
{
    extension(torch.Tensor input)
    {
        public torch.Tensor where(torch.Tensor condition, torch.Tensor y) => torch.where(condition, input, y);

        public torch.Tensor masked_fill(torch.Tensor mask, Scalar value)
        {
            using var number = New.Of(value, input.dtype);
            return Tape.Record(Choosing.Map(mask, number, input), [input], [mask], 0, static (saved, gradient, _) =>
            {
                using var zero = New.Of(0, gradient.dtype);
                return [Choosing.Map(saved[0], zero, gradient)];
            });
        }
    }
}

internal static unsafe class Choosing
{
    public static torch.Tensor Map(torch.Tensor condition, torch.Tensor x, torch.Tensor y)
    {
        if (condition.dtype != torch.ScalarType.Bool)
            throw new ArgumentException($"A Bool tensor is wanted as condition or mask, not {condition.dtype} of shape {Shape.Text(condition.Sizes)}.", nameof(condition));
        var type = ElementTypes.Promote(x, y);
        using var a = Conversion.Borrow(x, type);
        using var b = Conversion.Borrow(y, type);
        var shape = Shape.Broadcast(Shape.Broadcast(condition.Sizes, x.Sizes), y.Sizes);
        var result = New.Empty(shape, type);
        var walk = new Walk(shape, condition, a.Tensor, b.Tensor);
        switch (type.Size())
        {
            case 1: Run<byte>(walk, condition, a.Tensor, b.Tensor, result); break;
            case 2: Run<short>(walk, condition, a.Tensor, b.Tensor, result); break;
            case 4: Run<int>(walk, condition, a.Tensor, b.Tensor, result); break;
            default: Run<long>(walk, condition, a.Tensor, b.Tensor, result); break;
        }
        return result;
    }

    private static void Run<T>(in Walk walk, torch.Tensor condition, torch.Tensor x, torch.Tensor y, torch.Tensor result) where T : unmanaged =>
        new Blocks(in walk).Run(new Kernel<T> { Walk = walk, Condition = (bool*)condition.Data, X = (T*)x.Data, Y = (T*)y.Data, Result = (T*)result.Data });

    private struct Kernel<T> : IKernel where T : unmanaged
    {
        public Walk Walk;
        public bool* Condition;
        public T* X;
        public T* Y;
        public T* Result;

        public readonly void Run<V>(int from, int to) where V : struct, ILanes<V>
        {
            var walk = Walk;
            var blocks = new Blocks(in walk);
            walk.Seek(from / blocks.PerRun);
            for (var block = from; block < to; block++)
            {
                var first = blocks.First(block);
                var condition = Condition + walk.AtA + first * walk.StepA;
                var x = X + walk.AtB + first * walk.StepB;
                var y = Y + walk.AtC + first * walk.StepC;
                var result = Result + (long)(block / blocks.PerRun) * blocks.Length + first;
                var count = blocks.Size(first);
                for (long i = 0; i < count; i++) result[i] = condition[i * walk.StepA] ? x[i * walk.StepB] : y[i * walk.StepC];
                if ((block + 1) % blocks.PerRun == 0) walk.Next();
            }
        }
    }
}
