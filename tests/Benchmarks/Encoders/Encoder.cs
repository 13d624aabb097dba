using Rag.Torch.Kernels.Attention;
using Rag.Torch.Kernels.Buffers;
using Rag.Torch.Kernels.Matrices;
using Rag.Torch.Kernels.Normalization;

namespace Rag.Benchmarks.Encoders;

/// <summary>A six-layer post-LN BERT encoder (width 384, 12 heads, FFN 1536) written straight on the kernels.</summary>
public sealed unsafe class Encoder : IDisposable
{
    private const int Layers = 6, Width = 384, Heads = 12, Inner = 1536, MostTokens = 16 * 128;

    private readonly Layer[] _layers;
    private readonly float* _x = Random(MostTokens * Width, 100);

    public Encoder() => _layers = [.. Enumerable.Range(0, Layers).Select(i => new Layer(i))];

    public static double Operations(int batch, int tokens)
    {
        double rows = (double)batch * tokens;
        return Layers * ((2 * rows * ((4 * Width * Width) + (2 * Width * Inner))) + (4 * rows * tokens * Width));
    }

    public void Forward(int batch, int tokens)
    {
        using var output = new Scratch((long)batch * tokens * Width);
        float* x = _x;
        foreach (var layer in _layers)
        {
            layer.Forward(batch, tokens, x, output.Pointer);
            x = output.Pointer;
        }
    }

    public void Dispose()
    {
        foreach (var layer in _layers) layer.Dispose();
        BufferPool.ReturnFloats(_x, MostTokens * Width);
    }

    private static float* Random(int count, int seed)
    {
        var random = new Random(seed);
        float* data = BufferPool.RentFloats(count);
        for (int i = 0; i < count; i++) data[i] = (random.NextSingle() - 0.5f) * 0.1f;
        return data;
    }

    private sealed class Linear : IDisposable
    {
        private readonly PackedMatrix _weight;
        private readonly float* _bias;

        public Linear(int from, int to, int seed)
        {
            float* weight = Random(from * to, seed);
            _weight = new PackedMatrix(from, to, new MatrixView(weight, 1, from));
            BufferPool.ReturnFloats(weight, from * to);
            _bias = Random(to, seed + 1);
        }

        public void Forward(int rows, float* x, float* y, Activation activation = Activation.None, float* residual = null) =>
            Gemm.Multiply(rows, new MatrixView(x, _weight.K), _weight, y, _weight.N, epilogue: new Epilogue
            {
                Bias = _bias,
                Activation = activation,
                Residual = residual,
                ResidualRow = _weight.N,
            });

        public void Dispose()
        {
            _weight.Dispose();
            BufferPool.ReturnFloats(_bias, _weight.N);
        }
    }

    private sealed class Layer(int seed) : IDisposable
    {
        private readonly Linear _qkv = new(Width, 3 * Width, seed), _mix = new(Width, Width, seed);
        private readonly Linear _up = new(Width, Inner, seed), _down = new(Inner, Width, seed);
        private readonly float* _weight = Random(Width, seed), _bias = Random(Width, seed);

        public void Forward(int batch, int tokens, float* x, float* y)
        {
            int rows = batch * tokens;
            using var qkv = new Scratch((long)rows * 3 * Width);
            using var mixed = new Scratch((long)rows * Width);
            using var h = new Scratch((long)rows * Width);
            using var inner = new Scratch((long)rows * Inner);
            _qkv.Forward(rows, x, qkv.Pointer);
            var problem = new AttentionProblem
            {
                Batch = batch,
                Heads = Heads,
                Queries = tokens,
                Keys = tokens,
                Width = Width / Heads,
                Scale = 1 / MathF.Sqrt(Width / Heads),
                Query = Part(qkv.Pointer, tokens, 0),
                Key = Part(qkv.Pointer, tokens, 1),
                Value = Part(qkv.Pointer, tokens, 2),
            };
            FlashAttention.Forward(in problem, new HeadView(mixed.Pointer, (nint)tokens * Width, Width / Heads, Width));
            _mix.Forward(rows, mixed.Pointer, h.Pointer, residual: x);
            LayerNorm.Forward(rows, Width, h.Pointer, _weight, _bias, 1e-12f, h.Pointer);
            _up.Forward(rows, h.Pointer, inner.Pointer, Activation.Gelu);
            _down.Forward(rows, inner.Pointer, y, residual: h.Pointer);
            LayerNorm.Forward(rows, Width, y, _weight, _bias, 1e-12f, y);
        }

        /// <summary>Queries, keys or values, side by side in a token.</summary>
        private static HeadView Part(float* qkv, int tokens, int part) =>
            new(qkv + (part * Width), (nint)tokens * 3 * Width, Width / Heads, 3 * Width);

        public void Dispose()
        {
            foreach (var linear in new[] { _qkv, _mix, _up, _down }) linear.Dispose();
            BufferPool.ReturnFloats(_weight, Width);
            BufferPool.ReturnFloats(_bias, Width);
        }
    }
}
