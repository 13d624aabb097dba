using Rag.Torch.Kernels.Matrices;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Tests.Kernels.Matrices;

public sealed unsafe class GemmTests
{
    private static readonly int[] _sizes = [0, 1, 2, 3, 5, 12, 13, 16, 17, 31, 32, 33, 65];

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Products_of_all_small_sizes_agree_with_the_sum_of_products(bool transposeA, bool transposeB)
    {
        int seed = 0;
        foreach (int m in _sizes)
        {
            foreach (int n in _sizes)
            {
                foreach (int k in new[] { 0, 1, 7, 33 }) Check(m, n, k, transposeA, transposeB, ++seed);
            }
        }
    }

    [Theory]
    [InlineData(128, 96, 200, 1f, 0f)]
    [InlineData(150, 131, 1100, 0.5f, 0f)]
    [InlineData(24, 600, 2100, 1f, 1f)]
    [InlineData(301, 257, 64, -1.5f, 0.25f)]
    public void Large_products_scale_and_accumulate(int m, int n, int k, float alpha, float beta)
    {
        Check(m, n, k, false, false, 1, alpha, beta);
        Check(m, n, k, true, false, 2, alpha, beta);
        Check(m, n, k, false, true, 3, alpha, beta);
    }

    [Fact]
    public void Beta_zero_overwrites_whatever_was_there()
    {
        using var a = new Floats(6, 1);
        using var b = new Floats(6, 2);
        using var c = Floats.Of(float.NaN, float.PositiveInfinity, float.NaN, float.NaN);
        Gemm.Multiply(2, 2, 3, new MatrixView(a, 3), new MatrixView(b, 2), c, 2);
        Assert.All(c.ToArray(), x => Assert.True(float.IsFinite(x)));
    }

    [Theory]
    [InlineData(Activation.None)]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Silu)]
    [InlineData(Activation.Gelu)]
    [InlineData(Activation.GeluTanh)]
    public void Epilogues_add_bias_apply_the_activation_and_add_the_residual(object activation)
    {
        foreach (int m in new[] { 1, 2, 30 })
        {
            const int n = 45, k = 20;
            using var a = new Floats(m * k, 1);
            using var b = new Floats(n * k, 2);
            using var bias = new Floats(n, 3);
            using var residual = new Floats(m * n, 4);
            using var c = new Floats(m * n, 5);
            using var packed = new PackedMatrix(k, n, new MatrixView(b, 1, k));
            var epilogue = new Epilogue
            {
                Bias = bias,
                Activation = (Activation)activation,
                Residual = residual,
                ResidualRow = n,
            };
            for (int way = 0; way < 2; way++)
            {
                if (way == 0) Gemm.Multiply(m, n, k, new MatrixView(a, k), new MatrixView(b, 1, k), c, n, epilogue: epilogue);
                else Gemm.Multiply(m, new MatrixView(a, k), packed, c, n, epilogue: epilogue);
                for (int i = 0; i < m * n; i++)
                {
                    double sum = bias[i % n];
                    for (int x = 0; x < k; x++) sum += (double)a[(i / n * k) + x] * b[(i % n * k) + x];
                    Close.Assert(Scalar.Activate((Activation)activation, sum) + residual[i], c[i], 1e-5);
                }
            }
        }
    }

    [Theory]
    [InlineData(7, 5, 9, 11, 1, 1)]
    [InlineData(5, 40, 33, 16, 1, 0)]
    [InlineData(3, 150, 140, 130, 0, 1)]
    [InlineData(0, 4, 4, 4, 1, 1)]
    public void Batches_step_through_operands_or_repeat_them(int batch, int m, int n, int k, int stepA, int stepB)
    {
        using var a = new Floats((batch * m * k) + 1, 1);
        using var b = new Floats((batch * n * k) + 1, 2);
        using var c = new Floats(batch * m * n, 3);
        Gemm.MultiplyBatch(
            batch, m, n, k, new MatrixView(a, k), stepA * m * k, new MatrixView(b, n), stepB * n * k, c, n, m * n);
        for (int i = 0; i < batch * m * n; i++)
        {
            int item = i / (m * n), row = i / n % m, column = i % n;
            double sum = 0;
            for (int x = 0; x < k; x++)
                sum += (double)a[(stepA * item * m * k) + (row * k) + x] * b[(stepB * item * n * k) + (x * n) + column];
            Close.Assert(sum, c[i], 1e-5);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(40)]
    public void Int8_weights_give_what_their_rounded_values_give(int m)
    {
        foreach (int k in new[] { 1, 15, 64, 77 })
        {
            const int n = 37;
            using var a = new Floats(m * k, 1);
            using var w = new Floats(n * k, 2);
            using var c = new Floats(m * n, 3);
            using var matrix = new Int8Matrix(k, n, w);
            matrix.Multiply(m, a, k, c, n);
            for (int i = 0; i < m * n; i++)
            {
                double largest = 0, sum = 0;
                for (int x = 0; x < k; x++) largest = Math.Max(largest, Math.Abs(w[(i % n * k) + x]));
                for (int x = 0; x < k; x++)
                    sum += a[(i / n * k) + x] * Math.Round(w[(i % n * k) + x] / largest * 127) * largest / 127;
                Close.Assert(sum, c[i], 2e-2 / Math.Sqrt(k), Math.Sqrt(k), $"m {m} k {k}");
            }
        }
    }

    [Fact]
    public void One_thread_and_several_give_the_same_bits()
    {
        const int m = 130, n = 140, k = 150;
        using var a = new Floats(m * k, 1);
        using var b = new Floats(n * k, 2);
        using var c = new Floats(m * n, 3);
        using var d = new Floats(m * n, 4);
        Gemm.Multiply(m, n, k, new MatrixView(a, k), new MatrixView(b, n), c, n);
        var alone = new Inline(() => Gemm.Multiply(m, n, k, new MatrixView(a, k), new MatrixView(b, n), d, n));
        ThreadTeam.Shared.For(in alone, 2);
        Assert.Equal(c.ToArray(), d.ToArray());
    }

    private static void Check(
        int m, int n, int k, bool transposeA, bool transposeB, int seed, float alpha = 1, float beta = 0)
    {
        const int extra = 3; // rows are longer than the matrix is wide
        int aRow = (transposeA ? m : k) + extra, bRow = (transposeB ? k : n) + extra, cRow = n + extra;
        using var a = new Floats((transposeA ? k : m) * aRow, seed);
        using var b = new Floats((transposeB ? n : k) * bRow, seed + 1);
        using var c = new Floats(m * cRow, seed + 2);
        float[] before = c.ToArray();
        var left = transposeA ? new MatrixView(a, 1, aRow) : new MatrixView(a, aRow);
        var right = transposeB ? new MatrixView(b, 1, bRow) : new MatrixView(b, bRow);
        Gemm.Multiply(m, n, k, left, right, c, cRow, alpha, beta);
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < cRow; j++)
            {
                double expected = before[(i * cRow) + j];
                if (j < n)
                {
                    double sum = 0;
                    for (int x = 0; x < k; x++) sum += (double)left.From(i, x).Data[0] * right.From(x, j).Data[0];
                    expected = (alpha * sum) + (beta * expected);
                }
                Close.Assert(expected, c[(i * cRow) + j], 2e-6 * Math.Sqrt(k + 1), 1, $"{m}x{n}x{k} at {i},{j}");
            }
        }
    }

}
