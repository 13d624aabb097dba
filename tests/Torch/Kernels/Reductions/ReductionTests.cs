using Reduction = Rag.Torch.Kernels.Reductions.Reduction;

namespace Rag.Torch.Tests.Kernels.Reductions;

public sealed unsafe class ReductionTests
{
    [Fact]
    public void Sums_agree_for_every_length()
    {
        foreach (int n in Enumerable.Range(0, 257).Append(100_001))
        {
            using Floats a = new(n, 1), b = new(n, 2);
            Close.Assert(a.ToArray().Sum(x => (double)x), Reduction.Sum(a, n), 1e-6, Math.Sqrt(n + 1));
            Close.Assert(a.ToArray().Sum(x => (double)x * x), Reduction.SumOfSquares(a, n), 1e-6);
            Close.Assert(
                a.ToArray().Zip(b.ToArray()).Sum(p => (double)p.First * p.Second), Reduction.Dot(a, b, n), 1e-6,
                Math.Sqrt(n + 1));
        }
    }

    [Fact]
    public void The_largest_is_found_for_every_length()
    {
        Assert.Equal((float.NegativeInfinity, -1), Reduction.Largest(null, 0));
        for (int n = 1; n <= 256; n++)
        {
            using var x = new Floats(n, n);
            float largest = x.ToArray().Max();
            Assert.Equal((largest, Array.IndexOf(x.ToArray(), largest)), Reduction.Largest(x, n));
            x[n / 2] = float.NaN;
            Assert.Equal((float.NaN, n / 2), Reduction.Largest(x, n));
        }
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 1)]
    [InlineData(7, 63)]
    [InlineData(40, 64)]
    [InlineData(513, 130)]
    public void Rows_and_columns_are_summed(int rows, int n)
    {
        int stride = n + 2;
        using Floats x = new(rows * stride, 1), byRow = new(rows, 2), byColumn = new(n, 3);
        float[] before = byColumn.ToArray();
        Reduction.SumRows(rows, n, x, stride, byRow);
        Reduction.SumColumns(rows, n, x, stride, byColumn, beta: 0.5f);
        for (int i = 0; i < rows; i++)
            Close.Assert(Enumerable.Range(0, n).Sum(j => (double)x[(i * stride) + j]), byRow[i], 1e-5);
        for (int j = 0; j < n; j++)
        {
            double sum = Enumerable.Range(0, rows).Sum(i => (double)x[(i * stride) + j]);
            Close.Assert(sum + (0.5 * before[j]), byColumn[j], 1e-5);
        }
    }
}
