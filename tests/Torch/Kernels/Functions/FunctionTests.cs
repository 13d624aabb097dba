using Rag.Torch.Kernels.Functions;
using Sigmoid = Rag.Torch.Kernels.Functions.Sigmoid;
using Tanh = Rag.Torch.Kernels.Functions.Tanh;

namespace Rag.Torch.Tests.Kernels.Functions;

public sealed unsafe class FunctionTests
{
    [Fact]
    public void Functions_are_within_a_millionth_of_their_value()
    {
        Check(new Exp(), Math.Exp, -87, 88.7f);
        Check(new Log(), Math.Log, 1e-30f, 10);
        Check(new Log(), Math.Log, 0.9f, 1.1f, absolute: 1e-7);
        Check(new Tanh(), Math.Tanh, -12, 12);
        Check(new Tanh(), Math.Tanh, -1e-3f, 1e-3f);
        Check(new Sigmoid(), Scalar.Sigmoid, -80, 80, 3e-6);
        Check(new Silu(), x => x * Scalar.Sigmoid(x), -80, 80, 3e-6);
        Check(new Gelu(), Scalar.Gelu, -5, 8, 3e-6);
        Check(new GeluTanh(), Scalar.GeluTanh, -4, 8, 3e-6);
        Check(new Relu(), x => Math.Max(0, x), -5, 5);
        Check(new Sqrt(), Math.Sqrt, 0, 100);
        Check(new ReciprocalSqrt(), x => 1 / Math.Sqrt(x), 0.1f, 100);
        Check(new Reciprocal(), x => 1 / x, 0.1f, 100);
        Check(new Abs(), Math.Abs, -5, 5);
        Check(new Square(), x => x * x, -5, 5);
        Check(new Affine(2, -3), x => (2 * x) - 3, 5, 9);
    }

    [Fact]
    public void Gradients_are_the_slopes_of_the_functions()
    {
        Slope(new ExpGradient(), Math.Exp, fromOutput: true);
        Slope(new SigmoidGradient(), Scalar.Sigmoid, fromOutput: true);
        Slope(new TanhGradient(), Math.Tanh, fromOutput: true);
        Slope(new SqrtGradient(), Math.Sqrt, fromOutput: true, low: 0.1);
        Slope(new LogGradient(), Math.Log, fromOutput: false, low: 0.1);
        Slope(new ReluGradient(), x => Math.Max(0, x), fromOutput: false);
        Slope(new SiluGradient(), x => x * Scalar.Sigmoid(x), fromOutput: false);
        Slope(new GeluGradient(), Scalar.Gelu, fromOutput: false);
        Slope(new GeluTanhGradient(), Scalar.GeluTanh, fromOutput: false);
    }

    [Fact]
    public void Limits_are_those_of_the_functions()
    {
        float inf = float.PositiveInfinity;
        Assert.Equal([0, inf, 1, float.NaN], Map(new Exp(), -inf, inf, 0, float.NaN));
        Assert.Equal([-inf, inf, 0, float.NaN, float.NaN], Map(new Log(), 0, inf, 1, -1, float.NaN));
        Assert.Equal([-1, 1, 0, float.NaN], Map(new Tanh(), -inf, inf, 0, float.NaN));
        Assert.Equal([0, 1, 0.5f, float.NaN], Map(new Sigmoid(), -inf, inf, 0, float.NaN));
        Assert.Equal([0, inf, 0, float.NaN], Map(new Relu(), -inf, inf, 0, float.NaN));
        Assert.Equal(Math.Log(1e-42f), Map(new Log(), 1e-42f)[0], 1e-4);
    }

    [Fact]
    public void Maximum_and_minimum_keep_NaN()
    {
        foreach (var (a, b) in new[] { (float.NaN, 1f), (1f, float.NaN) })
        {
            using Floats x = Floats.Of(a, 1), y = Floats.Of(b, 2), z = new(2);
            Elementwise.Zip(new Maximum(), x, y, z, 2);
            Assert.Equal([float.NaN, 2], z.ToArray());
            Elementwise.Zip(new Minimum(), x, y, z, 2);
            Assert.Equal([float.NaN, 1], z.ToArray());
        }
    }

    [Fact]
    public void Every_length_is_mapped_to_its_end()
    {
        foreach (int n in Enumerable.Range(0, 257).Append(40_000))
        {
            using Floats a = new(n, 1), b = new(n, 2), sum = new(n, 3), product = new(n, 4), difference = new(n, 5);
            using Floats quotient = new(n, 6), scaled = new(n, 7);
            Elementwise.Zip(new Add(), a, b, sum, n);
            Elementwise.Zip(new Multiply(), a, b, product, n);
            Elementwise.Zip(new Subtract(), a, b, difference, n);
            Elementwise.Zip(new Divide(), a, b, quotient, n);
            Elementwise.Zip(new AddScaled(3), a, b, scaled, n);
            for (int i = 0; i < n; i++)
            {
                Assert.Equal((a[i] + b[i], a[i] * b[i], a[i] - b[i]), (sum[i], product[i], difference[i]));
                Close.Assert((double)a[i] / b[i], quotient[i], 1e-6);
                Close.Assert(a[i] + (3.0 * b[i]), scaled[i], 1e-6);
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(0, 0)]
    public void Rows_and_numbers_are_repeated_where_a_stride_is_zero(int step, int rowStep)
    {
        foreach (int n in new[] { 1, 15, 16, 50, 20_000 })
        {
            const int rows = 5;
            using Floats a = new(rows * n, 1), b = new(rows * n, 2), y = new(rows * n, 3);
            Elementwise.ZipRows(new Subtract(), rows, n, a, n, 1, b, rowStep * n, step, y, n);
            for (int i = 0; i < rows * n; i++)
                Assert.Equal(a[i] - b[(i / n * rowStep * n) + (i % n * step)], y[i]);
            Elementwise.ZipRows(new Subtract(), rows, n, b, rowStep * n, step, a, n, 1, y, n);
            for (int i = 0; i < rows * n; i++)
                Assert.Equal(b[(i / n * rowStep * n) + (i % n * step)] - a[i], y[i]);
        }
    }

    private static float[] Map<F>(F f, params ReadOnlySpan<float> values) where F : struct, IUnary
    {
        using Floats x = Floats.Of(values), y = new(values.Length);
        Elementwise.Map(f, x, y, values.Length);
        return y.ToArray();
    }

    private static void Check<F>(
        F f, Func<double, double> reference, float low, float high, double relative = 1e-6, double absolute = 1e-37)
        where F : struct, IUnary
    {
        const int n = 5003;
        using Floats x = new(n), y = new(n);
        for (int i = 0; i < n; i++) x[i] = low + ((high - low) * i / (n - 1));
        Elementwise.Map(f, x, y, n);
        for (int i = 0; i < n; i++)
            Close.Assert(reference(x[i]), y[i], relative, absolute / relative, $"{typeof(F).Name}({x[i]})");
    }

    private static void Slope<F>(F f, Func<double, double> reference, bool fromOutput, double low = -6)
        where F : struct, IBinary
    {
        const int n = 777;
        using Floats kept = new(n), dy = new(n, 2), dx = new(n, 3);
        for (int i = 0; i < n; i++)
        {
            double x = low + 0.003 + ((6 - low) * i / n);
            kept[i] = (float)(fromOutput ? reference(x) : x);
        }
        Elementwise.Zip(f, kept, dy, dx, n);
        for (int i = 0; i < n; i++)
        {
            double x = low + 0.003 + ((6 - low) * i / n);
            Close.Assert(dy[i] * Scalar.Slope(reference, x), dx[i], 1e-5, 1, $"{typeof(F).Name} at {x}");
        }
    }
}
