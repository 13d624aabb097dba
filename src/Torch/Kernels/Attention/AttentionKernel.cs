using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Buffers;
using Rag.Torch.Kernels.Functions;
using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Matrices;
using Rag.Torch.Kernels.Reductions;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Attention;

/// <summary>
/// An item is a head and up to <see cref="MostQueries"/> of its queries. Tiles of keys and values are packed once and
/// serve all these queries, a few rows at a time; each row keeps its maximum and denominator so far, and its output is
/// rescaled when the maximum grows.
/// </summary>
internal readonly unsafe struct AttentionKernel(AttentionProblem problem, HeadView output, float* logSumExp) : IKernel
{
    public const int MostQueries = 384;

    private const int TileKeys = 256;
    private const int TileQueries = 24;

    public int Items => checked(problem.Batch * problem.Heads * Parts);

    private int Parts => (problem.Queries + MostQueries - 1) / MostQueries;

    public void Run<V>(int from, int to) where V : struct, ILanes<V>
    {
        for (int item = from; item < to; item++)
        {
            var (head, part) = Math.DivRem(item, Parts);
            var (b, h) = Math.DivRem(head, problem.Heads);
            int first = (int)((long)problem.Queries * part / Parts);
            Queries<V>(b, h, first, (int)((long)problem.Queries * (part + 1) / Parts) - first);
        }
    }

    private void Queries<V>(int b, int h, int first, int count) where V : struct, ILanes<V>
    {
        int keys = problem.Causal ? Math.Min(problem.Keys, first + count) : problem.Keys;
        int tileKeys = Math.Min(TileKeys, keys), panel = Tile.Columns<V>();
        int scoresRow = (tileKeys + panel - 1) / panel * panel;
        int widthPadded = (problem.Width + panel - 1) / panel * panel;
        using var maxima = new Scratch(count);
        using var sums = new Scratch(count);
        using var keyPanels = new Scratch((long)scoresRow * problem.Width);
        using var valuePanels = new Scratch((long)widthPadded * tileKeys);
        using var scores = new Scratch((long)Math.Min(TileQueries, count) * scoresRow);
        new Span<float>(maxima.Pointer, count).Fill(float.NegativeInfinity);
        new Span<float>(sums.Pointer, count).Clear();
        for (int i = 0; i < count; i++) new Span<float>(OutputRow(b, h, first + i), problem.Width).Clear();

        for (int key = 0; key < keys; key += tileKeys)
        {
            int n = Math.Min(tileKeys, keys - key);
            var keyRows = new MatrixView(problem.Key[b, h] + (key * problem.Key.Token), problem.Key.Token);
            var valueRows = new MatrixView(problem.Value[b, h] + (key * problem.Value.Token), problem.Value.Token);
            Packing<V>.Panels(keyRows.Transposed, n, 0, (n + panel - 1) / panel, problem.Width, keyPanels.Pointer);
            Packing<V>.Panels(valueRows, problem.Width, 0, widthPadded / panel, n, valuePanels.Pointer);
            // Causal rows before the tile see none of its keys.
            for (int i = problem.Causal ? Math.Max(0, key - first) : 0; i < count; i += TileQueries)
            {
                int rows = Math.Min(TileQueries, count - i);
                var queries = new MatrixView(
                    problem.Query[b, h] + ((first + i) * problem.Query.Token), problem.Query.Token);
                PanelProduct<V>.Multiply(
                    rows, n, problem.Width, queries, keyPanels.Pointer, (nint)panel * problem.Width, scores.Pointer,
                    scoresRow);
                for (int row = 0; row < rows; row++)
                {
                    Soften<V>(
                        b, h, first + i + row, key, n, scores.Pointer + (row * scoresRow), maxima.Pointer + i + row,
                        sums.Pointer + i + row);
                }
                PanelProduct<V>.Multiply(
                    rows, problem.Width, n, new MatrixView(scores.Pointer, scoresRow), valuePanels.Pointer,
                    (nint)panel * n, OutputRow(b, h, first + i), output.Token, beta: key == 0 ? 0 : 1);
            }
        }
        for (int i = 0; i < count; i++) Normalize<V>(b, h, first + i, maxima.Pointer[i], sums.Pointer[i]);
    }

    private float* OutputRow(int b, int h, int query) => output[b, h] + (query * output.Token);

    /// <summary>Turns a row of raw scores into e^(score - maximum), and brings what was summed before to the same maximum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Soften<V>(int b, int h, int query, int key, int n, float* scores, float* maximum, float* sum)
        where V : struct, ILanes<V>
    {
        float scale = problem.Scale;
        if (problem.HasScoreTerms || scale <= 0)
        {
            ScoreTile<V>.Finish(in problem, b, h, query, key, n, scores);
            scale = 1;
        }
        float before = *maximum, now = MathF.Max(before, Row<V>.Max(scores, n) * scale);
        if (now == float.NegativeInfinity)
        {
            new Span<float>(scores, n).Clear();
            return;
        }
        if (now > before && before != float.NegativeInfinity)
        {
            float shrink = MathF.Exp(before - now);
            *sum *= shrink;
            Scale<V>(OutputRow(b, h, query), shrink);
        }
        *maximum = now;
        var (factor, shift) = (V.Broadcast(scale), V.Broadcast(-now));
        V total = default;
        int i = 0;
        for (; i <= n - V.Count; i += V.Count)
        {
            var e = VectorMath<V>.Exp(V.MultiplyAdd(V.Load(scores + i), factor, shift));
            total += e;
            e.Store(scores + i);
        }
        for (; i < n; i++) *sum += scores[i] = MathF.Exp((scores[i] * scale) - now);
        *sum += V.Sum(total);
    }

    private void Normalize<V>(int b, int h, int query, float maximum, float sum) where V : struct, ILanes<V>
    {
        if (logSumExp != null)
        {
            logSumExp[((((nint)b * problem.Heads) + h) * problem.Queries) + query] =
                sum == 0 ? float.PositiveInfinity : maximum + MathF.Log(sum);
        }
        if (sum != 0) Scale<V>(OutputRow(b, h, query), 1 / sum);
    }

    private void Scale<V>(float* row, float factor) where V : struct, ILanes<V>
    {
        var f = V.Broadcast(factor);
        for (int i = 0; i < problem.Width; i += V.Count)
        {
            int width = Math.Min(V.Count, problem.Width - i);
            (V.LoadPartial(row + i, width) * f).StorePartial(row + i, width);
        }
    }
}
