using BatchNorm = Rag.Torch.Kernels.Normalization.BatchNorm;
using LayerNorm = Rag.Torch.Kernels.Normalization.LayerNorm;
using Softmax = Rag.Torch.Kernels.Normalization.Softmax;

namespace Rag.Torch.Tests.Kernels.Normalization;

public sealed unsafe class NormalizationTests
{
    [Fact]
    public void Softmax_and_its_logarithm_agree_for_every_length()
    {
        for (int n = 1; n <= 256; n++)
        {
            const int rows = 3;
            using Floats x = new(rows * n, n, 10), y = new(rows * n), log = new(rows * n);
            Softmax.Forward(rows, n, x, y);
            Softmax.LogForward(rows, n, x, log);
            for (int i = 0; i < rows * n; i++)
            {
                double lse = LogSumExp(x, i / n, n);
                Close.Assert(Math.Exp(x[i] - lse), y[i], 3e-6, 1e-6);
                Close.Assert(x[i] - lse, log[i], 1e-6);
            }
        }
    }

    [Fact]
    public void A_masked_row_has_softmax_zero_and_large_scores_do_not_overflow()
    {
        float inf = float.PositiveInfinity;
        using Floats x = Floats.Of(-inf, -inf, -inf, 500, 500, -inf), y = new(6);
        Softmax.Forward(2, 3, x, y);
        Assert.Equal([0, 0, 0, 0.5f, 0.5f, 0], y.ToArray());
        Softmax.LogForward(2, 3, x, y);
        Assert.Equal(-inf, y[0]);
    }

    [Fact]
    public void Softmax_gradients_are_finite_differences()
    {
        foreach (int n in new[] { 1, 5, 16, 37 })
        {
            using Floats x = new(n, 1, 3), y = new(n), dy = new(n, 2), dx = new(n), log = new(n), dLog = new(n);
            Softmax.Forward(1, n, x, y);
            Softmax.Backward(1, n, y, dy, dx);
            Softmax.LogForward(1, n, x, log);
            Softmax.LogBackward(1, n, log, dy, dLog);
            for (int i = 0; i < n; i++)
            {
                Close.Assert(Slope(x, i, v => Dot(dy, [.. v.Select(s => Math.Exp(s - Lse(v)))])), dx[i], 1e-5);
                Close.Assert(Slope(x, i, v => Dot(dy, [.. v.Select(s => s - Lse(v))])), dLog[i], 1e-5);
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    [InlineData(9, 64)]
    [InlineData(300, 100)]
    public void Layer_norm_and_its_gradients_agree(int rows, int n)
    {
        const float epsilon = 1e-3f;
        using Floats x = new(rows * n, 1), w = new(n, 2), b = new(n, 3), y = new(rows * n), residual = new(rows * n, 4);
        using Floats mean = new(rows), rstd = new(rows), dy = new(rows * n, 5), dx = new(rows * n);
        using Floats dw = new(n, 6), db = new(n, 7), sum = new(rows * n);
        LayerNorm.Forward(rows, n, x, w, b, epsilon, y, residual: residual);
        for (int r = 0; r < rows; r++)
        {
            double[] row = [.. Enumerable.Range(r * n, n).Select(i => (double)x[i] + residual[i])];
            double[] expected = Normalize(row, w, b, epsilon);
            for (int i = 0; i < n; i++) Close.Assert(expected[i], y[(r * n) + i], 1e-5);
        }

        float[] dwBefore = dw.ToArray(), dbBefore = db.ToArray();
        LayerNorm.Forward(rows, n, x, w, b, epsilon, y, mean, rstd);
        LayerNorm.Backward(rows, n, x, w, mean, rstd, dy, dx, dw, db);
        for (int i = 0; i < Math.Min(3 * n, rows * n); i++)
        {
            int r = i / n;
            using Floats one = Floats.Of(x.Span.Slice(r * n, n)), g = Floats.Of(dy.Span.Slice(r * n, n));
            Close.Assert(Slope(one, i % n, v => Dot(g, Normalize(v, w, b, epsilon))), dx[i], 1e-4);
        }
        for (int i = 0; i < n; i++)
        {
            double product = 0, plain = 0;
            for (int r = 0; r < rows; r++)
            {
                product += dy[(r * n) + i] * (x[(r * n) + i] - (double)mean[r]) * rstd[r];
                plain += dy[(r * n) + i];
            }
            Close.Assert(product + dwBefore[i], dw[i], 1e-5, 10);
            Close.Assert(plain + dbBefore[i], db[i], 1e-5, 10);
        }
    }

    [Theory]
    [InlineData(1, 1, 5)]
    [InlineData(3, 4, 33)]
    [InlineData(2, 3, 1)]
    public void Batch_norm_and_its_gradients_agree(int batch, int channels, int pixels)
    {
        int size = batch * channels * pixels;
        const double epsilon = 1e-3;
        using Floats x = new(size, 1), w = new(channels, 2), b = new(channels, 3), y = new(size), dy = new(size, 4);
        using Floats mean = new(channels), variance = new(channels), rstd = new(channels), dx = new(size);
        using Floats dw = new(channels), db = new(channels);
        dw.Span.Clear();
        db.Span.Clear();
        BatchNorm.Statistics(batch, channels, pixels, x, mean, variance);
        for (int c = 0; c < channels; c++) rstd[c] = (float)(1 / Math.Sqrt(variance[c] + epsilon));
        BatchNorm.Forward(batch, channels, pixels, x, mean, rstd, w, b, y);
        BatchNorm.Backward(batch, channels, pixels, x, mean, rstd, w, dy, dx, dw, db);
        for (int c = 0; c < channels; c++)
        {
            int[] own = [.. Enumerable.Range(0, size).Where(i => i / pixels % channels == c)];
            using Floats one = Floats.Of([.. own.Select(i => x[i])]), g = Floats.Of([.. own.Select(i => dy[i])]);
            double[] weight = [.. own.Select(_ => (double)w[c])], bias = [.. own.Select(_ => (double)b[c])];
            double[] Forward(double[] v) => Normalize(v, weight, bias, epsilon);
            double[] expected = Forward([.. one.ToArray().Select(v => (double)v)]);
            double[] plain = Normalize([.. one.ToArray().Select(v => (double)v)], [.. own.Select(_ => 1.0)], [.. own.Select(_ => 0.0)], epsilon);
            for (int i = 0; i < own.Length; i++)
            {
                Close.Assert(expected[i], y[own[i]], 1e-5);
                Close.Assert(Slope(one, i, v => Dot(g, Forward(v))), dx[own[i]], 1e-4);
            }
            Close.Assert(Dot(g, plain), dw[c], 1e-5);
            Close.Assert(g.ToArray().Sum(v => (double)v), db[c], 1e-5);
        }
        BatchNorm.Backward(batch, channels, pixels, x, mean, rstd, w, dy, dx, null, null, fixedStatistics: true);
        for (int i = 0; i < size; i++)
            Close.Assert((double)dy[i] * w[i / pixels % channels] * rstd[i / pixels % channels], dx[i], 1e-5);
    }

    private static double LogSumExp(Floats x, int row, int n) =>
        Lse([.. Enumerable.Range(row * n, n).Select(i => (double)x[i])]);

    private static double Lse(double[] v) => v.Max() + Math.Log(v.Sum(x => Math.Exp(x - v.Max())));

    private static double Dot(Floats g, double[] v) => v.Select((x, i) => x * g[i]).Sum();

    private static double[] Normalize(double[] v, Floats w, Floats b, double epsilon) =>
        Normalize(v, [.. w.ToArray().Select(x => (double)x)], [.. b.ToArray().Select(x => (double)x)], epsilon);

    private static double[] Normalize(double[] v, double[] w, double[] b, double epsilon)
    {
        double mean = v.Average(), rstd = 1 / Math.Sqrt(v.Average(x => (x - mean) * (x - mean)) + epsilon);
        return [.. v.Select((x, i) => ((x - mean) * rstd * w[i]) + b[i])];
    }

    private static double Slope(Floats x, int i, Func<double[], double> f)
    {
        double[] v = [.. x.ToArray().Select(s => (double)s)];
        return Scalar.Slope(s => f([.. v.Select((old, j) => j == i ? s : old)]), v[i]);
    }
}
