using Rag.Torch.Kernels.Functions;
using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch;

/// <summary>A function of one float32 number for which there is no register form.</summary>
internal interface IScalarUnary
{
    static abstract float Of(float x);
}

/// <summary>Applies functions to every element of a float32 tensor; the result is contiguous.</summary>
internal static unsafe class Unary
{
    public static torch.Tensor Map<F>(torch.Tensor x) where F : struct, IUnary
    {
        var y = New.Empty(x.Sizes, torch.ScalarType.Float32);
        Map<F>(x, (float*)y.Data);
        return y;
    }

    public static void Map<F>(torch.Tensor x, float* y) where F : struct, IUnary
    {
        var walk = new Walk(x.Sizes, x);
        new Blocks(in walk).Run(new Kernel<F> { Walk = walk, X = x.FloatData, Y = y });
    }

    public static torch.Tensor MapScalar<F>(torch.Tensor x) where F : struct, IScalarUnary
    {
        var y = New.Empty(x.Sizes, torch.ScalarType.Float32);
        var walk = new Walk(x.Sizes, x);
        new Blocks(in walk).Run(new ScalarKernel<F> { Walk = walk, X = x.FloatData, Y = (float*)y.Data });
        return y;
    }

    private struct Kernel<F> : IKernel where F : struct, IUnary
    {
        public Walk Walk;
        public float* X;
        public float* Y;

        public readonly void Run<V>(int from, int to) where V : struct, ILanes<V>
        {
            var walk = Walk;
            var blocks = new Blocks(in walk);
            walk.Seek(from / blocks.PerRun);
            for (var block = from; block < to; block++)
            {
                var first = blocks.First(block);
                Block<V>(X + walk.AtA + first * walk.StepA, walk.StepA, Y + (long)(block / blocks.PerRun) * blocks.Length + first, blocks.Size(first));
                if ((block + 1) % blocks.PerRun == 0) walk.Next();
            }
        }

        private static void Block<V>(float* x, long step, float* y, long count) where V : struct, ILanes<V>
        {
            long i = 0;
            if (step == 1)
            {
                for (; i <= count - V.Count; i += V.Count) default(F).Apply(V.Load(x + i)).Store(y + i);
                if (i < count) default(F).Apply(V.LoadPartial(x + i, (int)(count - i))).StorePartial(y + i, (int)(count - i));
                return;
            }
            for (; i < count; i++) default(F).Apply(Lanes32.Load(x + i * step)).Store(y + i);
        }
    }

    private struct ScalarKernel<F> : IKernel where F : struct, IScalarUnary
    {
        public Walk Walk;
        public float* X;
        public float* Y;

        public readonly void Run<V>(int from, int to) where V : struct, ILanes<V>
        {
            var walk = Walk;
            var blocks = new Blocks(in walk);
            walk.Seek(from / blocks.PerRun);
            for (var block = from; block < to; block++)
            {
                var first = blocks.First(block);
                var x = X + walk.AtA + first * walk.StepA;
                var y = Y + (long)(block / blocks.PerRun) * blocks.Length + first;
                var (step, count) = (walk.StepA, blocks.Size(first));
                for (long i = 0; i < count; i++) y[i] = F.Of(x[i * step]);
                if ((block + 1) % blocks.PerRun == 0) walk.Next();
            }
        }
    }
}
