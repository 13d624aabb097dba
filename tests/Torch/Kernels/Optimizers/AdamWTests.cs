using AdamW = Rag.Torch.Kernels.Optimizers.AdamW;

namespace Rag.Torch.Tests.Kernels.Optimizers;

public sealed unsafe class AdamWTests
{
    [Fact]
    public void Steps_agree_for_every_length()
    {
        foreach (int n in Enumerable.Range(0, 257).Append(20_000))
        {
            using Floats p = new(n, 1), g = new(n, 2), m = new(n), v = new(n);
            m.Span.Clear();
            v.Span.Clear();
            double[] ep = [.. p.ToArray().Select(x => (double)x)], em = new double[n], ev = new double[n];
            for (int step = 1; step <= 3; step++)
            {
                AdamW.Step(n, p, g, m, v, step, 0.01, 0.9, 0.999, 1e-8, 0.1, 0.5f);
                for (int i = 0; i < n; i++)
                {
                    double grad = 0.5 * g[i];
                    ep[i] *= 1 - (0.01 * 0.1);
                    em[i] = (0.9 * em[i]) + (0.1 * grad);
                    ev[i] = (0.999 * ev[i]) + (0.001 * grad * grad);
                    double denominator = Math.Sqrt(ev[i] / (1 - Math.Pow(0.999, step))) + 1e-8;
                    ep[i] -= 0.01 * em[i] / (1 - Math.Pow(0.9, step)) / denominator;
                }
            }
            for (int i = 0; i < n; i++) Close.Assert(ep[i], p[i], 2e-6);
        }
    }
}
