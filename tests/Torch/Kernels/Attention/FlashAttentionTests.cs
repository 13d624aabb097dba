using Rag.Torch.Kernels.Attention;

namespace Rag.Torch.Tests.Kernels.Attention;

public sealed unsafe class FlashAttentionTests
{
    [Theory]
    [InlineData(1, 1, 1, 1, 1)]
    [InlineData(2, 3, 5, 7, 8)]
    [InlineData(1, 2, 17, 33, 32)]
    [InlineData(1, 1, 130, 300, 20)]
    [InlineData(1, 1, 400, 3, 40)]
    [InlineData(1, 2, 1, 600, 64)]
    [InlineData(1, 2, 3, 0, 16)]
    public void Outputs_and_gradients_agree_with_the_whole_matrix(int batch, int heads, int queries, int keys, int width)
    {
        foreach (var (causal, biased, masked) in new[] { (false, false, false), (true, false, false), (false, true, true), (true, true, true) })
            Check(batch, heads, queries, keys, width, causal, biased, masked);
    }

    private static void Check(
        int batch, int heads, int queries, int keys, int width, bool causal, bool biased, bool masked)
    {
        int inner = heads * width, total = batch * heads * queries * keys;
        // As a model has them: heads side by side in a token, queries, keys and values from one projection.
        using Floats q = new(batch * queries * inner, 1), kv = new(batch * keys * 2 * inner, 2), g = new(q.Count, 3);
        using Floats bias = new(heads * queries * keys, 4), o = new(q.Count), dq = new(q.Count), dkv = new(kv.Count);
        using Floats lse = new(batch * heads * queries), dBias = new(total);
        var allowed = new bool[(batch * keys) + 1];
        for (int i = 0; i < batch * keys; i++) allowed[i] = i % 5 != 1 && i / Math.Max(1, keys) != 1;
        fixed (bool* mask = allowed)
        {
            var problem = new AttentionProblem
            {
                Batch = batch,
                Heads = heads,
                Queries = queries,
                Keys = keys,
                Width = width,
                Scale = 0.7f,
                Causal = causal,
                Query = new HeadView(q, queries * inner, width, inner),
                Key = new HeadView(kv, keys * 2 * inner, width, 2 * inner),
                Value = new HeadView(kv.Pointer + inner, keys * 2 * inner, width, 2 * inner),
                Bias = biased ? new ScoreView<float>(bias, 0, queries * keys, keys, 1) : default,
                Mask = masked ? new ScoreView<bool>(mask, keys, 0, 0, 1) : default,
            };
            var output = new HeadView(o, queries * inner, width, inner);
            FlashAttention.Forward(in problem, output, lse);
            FlashAttention.Backward(
                in problem, output, lse, new HeadView(g, queries * inner, width, inner),
                new HeadView(dq, queries * inner, width, inner), new HeadView(dkv, keys * 2 * inner, width, 2 * inner),
                new HeadView(dkv.Pointer + inner, keys * 2 * inner, width, 2 * inner), dBias);
        }

        var (expectedK, expectedV) = (new double[kv.Count], new double[kv.Count]);
        for (int head = 0; head < batch * heads; head++)
        {
            int b = head / heads, h = head % heads;
            for (int i = 0; i < queries; i++)
            {
                int qi = (((b * queries) + i) * inner) + (h * width);
                int Kj(int j) => (((b * keys) + j) * 2 * inner) + (h * width);
                double[] s = new double[keys];
                for (int j = 0; j < keys; j++)
                {
                    for (int d = 0; d < width; d++) s[j] += 0.7f * (double)q[qi + d] * kv[Kj(j) + d];
                    if (biased) s[j] += bias[(((h * queries) + i) * keys) + j];
                    if ((causal && j > i) || (masked && !allowed[(b * keys) + j])) s[j] = double.NegativeInfinity;
                }
                double max = s.Append(double.NegativeInfinity).Max();
                double sum = double.IsNegativeInfinity(max) ? 0 : s.Sum(x => Math.Exp(x - max));
                double[] p = [.. s.Select(x => sum == 0 ? 0 : Math.Exp(x - max) / sum)];
                double[] dp = new double[keys];
                for (int d = 0; d < width; d++)
                {
                    double expected = 0;
                    for (int j = 0; j < keys; j++)
                    {
                        expected += p[j] * kv[Kj(j) + inner + d];
                        dp[j] += (double)g[qi + d] * kv[Kj(j) + inner + d];
                        expectedV[Kj(j) + inner + d] += p[j] * g[qi + d];
                    }
                    Close.Assert(expected, o[qi + d], 1e-5, 1, "output");
                }
                double along = p.Zip(dp).Sum(x => x.First * x.Second);
                double[] ds = [.. p.Zip(dp).Select(x => x.First * (x.Second - along))];
                for (int j = 0; j < keys; j++) Close.Assert(ds[j], dBias[(((head * queries) + i) * keys) + j], 2e-5, 1, "dBias");
                for (int d = 0; d < width; d++)
                {
                    double expected = 0;
                    for (int j = 0; j < keys; j++)
                    {
                        expected += 0.7f * ds[j] * kv[Kj(j) + d];
                        expectedK[Kj(j) + d] += 0.7f * ds[j] * q[qi + d];
                    }
                    Close.Assert(expected, dq[qi + d], 2e-5, 1, "dQuery");
                }
            }
        }
        for (int i = 0; i < kv.Count; i++) Close.Assert(expectedK[i] + expectedV[i], dkv[i], 3e-5, 1, "dKey, dValue");
    }
}
