using Rag.Torch.Kernels.Attention;
using Rag.Torch.Kernels.Buffers;
using Rag.Torch.Kernels.Convolutions;
using Rag.Torch.Kernels.Matrices;
using Rag.Torch.Kernels.Normalization;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Benchmarks;

/// <summary>One measured kernel.</summary>
/// <param name="Name">Kernel and size.</param>
/// <param name="Threads">Threads used.</param>
/// <param name="Value">Speed in <paramref name="Unit"/>.</param>
/// <param name="Unit">"GFLOP/s", or "GB/s" for kernels that memory limits.</param>
/// <param name="Share">Part of the machine's multiply-add peak, or of its copy bandwidth, measured in the same run.</param>
public sealed record KernelFigure(string Name, int Threads, double Value, string Unit, double Share);

/// <summary>Speeds of the kernels beside what the machine can do: what <c>rag bench kernels</c> prints.</summary>
public static unsafe class KernelBenchmark
{
    /// <summary>Measures everything on one thread and on all; about half a minute.</summary>
    public static IEnumerable<KernelFigure> Run()
    {
        int all = ThreadTeam.Shared.Threads;
        try
        {
            foreach (int threads in new[] { 1, all }.Distinct())
            {
                ThreadTeam.Shared.Threads = threads;
                foreach (var figure in new Suite(MachineProbe.Measure(), threads).Figures()) yield return figure;
            }
        }
        finally
        {
            ThreadTeam.Shared.Threads = all;
        }
    }

    private sealed class Suite(MachineProbe machine, int threads)
    {
        public IEnumerable<KernelFigure> Figures()
        {
            yield return new("multiply-add peak", threads, machine.PeakGflops, "GFLOP/s", 1);
            yield return new("copy", threads, machine.CopyGigabytes, "GB/s", 1);
            foreach (int size in new[] { 64, 128, 256, 512, 1024, 2048 })
            {
                yield return Product($"gemm {size}", size, size, size, false, false);
                yield return Product($"gemm {size} A^T B", size, size, size, true, false);
                yield return Product($"gemm {size} A B^T", size, size, size, false, true);
            }
            yield return Vector("gemv 4096 x 4096", 4096, 4096);
            yield return Int8("gemv int8 4096 x 4096", 4096, 4096);
            foreach (int tokens in new[] { 128, 512, 1024, 2048, 4096 })
            {
                yield return Attend(tokens, backward: false);
                yield return Attend(tokens, backward: true);
            }
            yield return Rows("layer norm", softmax: false);
            yield return Rows("softmax", softmax: true);
            foreach (var (name, shape) in Convolutions())
            {
                yield return Convolve(name, shape, 0);
                yield return Convolve(name + " by input", shape, 1);
                yield return Convolve(name + " by weight", shape, 2);
            }
        }

        private static IEnumerable<(string Name, ConvolutionShape Shape)> Convolutions()
        {
            yield return ("conv1d 80>384 k3 T3000", Square(1, 80, 384, 1, 3000) with
            {
                KernelHeight = 1,
                Padding = (0, 1),
            });
            yield return ("conv2d 48>48 k3 96x96", Square(8, 48, 48, 96, 96));
            yield return ("conv2d 96>96 k3 48x48", Square(8, 96, 96, 48, 48));
            yield return ("conv2d 96>192 k3 s2 48x48", Square(8, 96, 192, 48, 48) with { Stride = (2, 2) });
            yield return ("conv2d 192>192 k3 24x24", Square(16, 192, 192, 24, 24));
            yield return ("conv2d 256>256 k3 12x12", Square(64, 256, 256, 12, 12));
        }

        private static ConvolutionShape Square(int batch, int channels, int filters, int height, int width) => new()
        {
            Batch = batch,
            Channels = channels,
            Filters = filters,
            Height = height,
            Width = width,
            KernelHeight = 3,
            KernelWidth = 3,
            Padding = (1, 1),
        };

        private KernelFigure Product(string name, int m, int n, int k, bool transposeA, bool transposeB)
        {
            using var a = new Operand((long)m * k);
            using var b = new Operand((long)n * k);
            using var c = new Operand((long)m * n);
            var left = transposeA ? new MatrixView(a.Data, 1, m) : new MatrixView(a.Data, k);
            var right = transposeB ? new MatrixView(b.Data, 1, k) : new MatrixView(b.Data, n);
            return Flops(name, 2.0 * m * n * k, () => Gemm.Multiply(m, n, k, left, right, c.Data, n));
        }

        private KernelFigure Vector(string name, int n, int k)
        {
            using var x = new Operand(k);
            using var w = new Operand((long)n * k);
            using var y = new Operand(n);
            return Bytes(name, 4.0 * n * k, () => Gemm.Multiply(1, n, k, new MatrixView(x.Data, k), new MatrixView(w.Data, 1, k), y.Data, n));
        }

        private KernelFigure Int8(string name, int n, int k)
        {
            using var x = new Operand(k);
            using var w = new Operand((long)n * k);
            using var y = new Operand(n);
            using var matrix = new Int8Matrix(k, n, w.Data);
            return Bytes(name, (double)n * k, () => matrix.Multiply(1, x.Data, k, y.Data, n));
        }

        private KernelFigure Attend(int tokens, bool backward)
        {
            const int heads = 12, width = 32, inner = heads * width;
            using var q = new Operand((long)tokens * inner);
            using var k = new Operand((long)tokens * inner);
            using var v = new Operand((long)tokens * inner);
            using var o = new Operand((long)tokens * inner);
            using var lse = new Operand(heads * (long)tokens);
            using var gradients = new Operand(3L * tokens * inner);
            HeadView View(float* data) => new(data, (nint)tokens * inner, width, inner);
            var problem = new AttentionProblem
            {
                Batch = 1,
                Heads = heads,
                Queries = tokens,
                Keys = tokens,
                Width = width,
                Scale = 0.18f,
                Query = View(q.Data),
                Key = View(k.Data),
                Value = View(v.Data),
            };
            FlashAttention.Forward(in problem, View(o.Data), lse.Data);
            double product = 2.0 * heads * tokens * tokens * width;
            if (!backward)
                return Flops($"attention T={tokens}", 2 * product, () => FlashAttention.Forward(in problem, View(o.Data), lse.Data));
            return Flops($"attention backward T={tokens}", 5 * product, () => FlashAttention.Backward(
                in problem, View(o.Data), lse.Data, View(o.Data), View(gradients.Data),
                View(gradients.Data + ((long)tokens * inner)), View(gradients.Data + (2L * tokens * inner))));
        }

        private KernelFigure Rows(string name, bool softmax)
        {
            const int rows = 4096, n = 384;
            using var x = new Operand(rows * n);
            using var y = new Operand(rows * n);
            return Bytes($"{name} {rows} x {n}", 8.0 * rows * n, () =>
            {
                if (softmax) Softmax.Forward(rows, n, x.Data, y.Data);
                else LayerNorm.Forward(rows, n, x.Data, null, null, 1e-5f, y.Data);
            });
        }

        private KernelFigure Convolve(string name, ConvolutionShape shape, int gradient)
        {
            using var x = new Operand(shape.Batch * shape.InputImage);
            using var w = new Operand((long)shape.Filters * shape.Patch);
            using var y = new Operand(shape.Batch * shape.OutputImage);
            double work = 2.0 * shape.Batch * shape.OutputImage * shape.Patch;
            return Flops(name, work, () =>
            {
                if (gradient == 0) Convolution.Forward(in shape, x.Data, w.Data, null, y.Data);
                else if (gradient == 1) Convolution.BackwardInput(in shape, y.Data, w.Data, x.Data);
                else Convolution.BackwardWeight(in shape, x.Data, y.Data, w.Data);
            });
        }

        private KernelFigure Flops(string name, double operations, Action work)
        {
            double speed = operations / Stopwatches.Best(work) / 1e9;
            return new(name, threads, speed, "GFLOP/s", speed / machine.PeakGflops);
        }

        private KernelFigure Bytes(string name, double bytes, Action work)
        {
            double speed = bytes / Stopwatches.Best(work) / 1e9;
            return new(name, threads, speed, "GB/s", speed / machine.CopyGigabytes);
        }
    }

    /// <summary>Seeded random numbers from the pool.</summary>
    private sealed class Operand : IDisposable
    {
        private readonly long _count;

        public Operand(long count)
        {
            _count = count;
            Data = BufferPool.RentFloats(count);
            var random = new Random(1);
            for (long i = 0; i < count; i++) Data[i] = (random.NextSingle() - 0.5f) * 0.1f;
        }

        public float* Data { get; }

        public void Dispose() => BufferPool.ReturnFloats(Data, _count);
    }
}
