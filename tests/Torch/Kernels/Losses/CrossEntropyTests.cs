using Rag.Torch.Kernels.Losses;

namespace Rag.Torch.Tests.Kernels.Losses;

public sealed unsafe class CrossEntropyTests
{
    [Theory]
    [InlineData(1, 0f)]
    [InlineData(7, 0f)]
    [InlineData(100, 0.1f)]
    public void Losses_and_gradients_agree(int n, float smoothing)
    {
        const int rows = 6;
        using Floats x = new(rows * n, 1, 4), losses = new(rows), lse = new(rows), dLosses = new(rows, 2), dx = new(rows * n);
        long[] targets = [.. Enumerable.Range(0, rows).Select(i => i == 2 ? -100L : i * 5 % n)];
        fixed (long* target = targets)
        {
            CrossEntropy.Forward(rows, n, x, target, -100, smoothing, losses, lse);
            CrossEntropy.Backward(rows, n, x, target, -100, smoothing, lse, dLosses, dx);
        }
        for (int r = 0; r < rows; r++)
        {
            double sum = Enumerable.Range(r * n, n).Sum(i => Math.Exp(x[i])), all = Math.Log(sum);
            double mean = Enumerable.Range(r * n, n).Average(i => (double)x[i]);
            bool ignored = targets[r] < 0;
            double loss = ignored ? 0 : all - ((1 - smoothing) * x[(r * n) + (int)targets[r]]) - (smoothing * mean);
            Close.Assert(loss, losses[r], 1e-5);
            for (int i = 0; i < n; i++)
            {
                double slope = (Math.Exp(x[(r * n) + i]) / sum) - ((double)smoothing / n) - (i == targets[r] ? 1 - smoothing : 0);
                Close.Assert(ignored ? 0 : dLosses[r] * slope, dx[(r * n) + i], 1e-5);
            }
        }
    }
}
