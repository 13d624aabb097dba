using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Buffers;
using Rag.Torch.Kernels.Functions;
using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Matrices;
using Rag.Torch.Kernels.Reductions;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Attention;

/// <summary>
/// An item is one head. The weights P are formed again tile by tile from the saved log-sum-exp; with D = sum(dO O):
/// dV = P^T dO, dS = P (dO V^T - D), dQ = Scale dS K, dK = Scale dS^T Q.
/// </summary>
internal readonly unsafe struct AttentionGradientKernel(
    AttentionProblem problem, HeadView output, float* logSumExp, HeadView dOutput, HeadView dQuery, HeadView dKey,
    HeadView dValue, float* dBias) : IKernel
{
    private const int TileKeys = 128;
    private const int TileQueries = 96;

    public void Run<V>(int from, int to) where V : struct, ILanes<V>
    {
        for (int head = from; head < to; head++)
        {
            var (b, h) = Math.DivRem(head, problem.Heads);
            Head<V>(b, h);
        }
    }

    private void Head<V>(int b, int h) where V : struct, ILanes<V>
    {
        int width = problem.Width, panel = Tile.Columns<V>(), padded = (width + panel - 1) / panel * panel;
        int queries = problem.Queries, tileKeys = (TileKeys + panel - 1) / panel * panel;
        using var along = new Scratch(queries);
        using var queryPanels = new Scratch((long)padded * queries);
        using var gradientPanels = new Scratch((long)padded * queries);
        using var keyPanels = new Scratch((long)padded * tileKeys);
        using var keyColumns = new Scratch((long)width * tileKeys);
        using var valueColumns = new Scratch((long)width * tileKeys);
        using var weights = new Scratch((long)TileQueries * tileKeys);
        using var slopes = new Scratch((long)TileQueries * tileKeys);
        Clear(dQuery, b, h, queries);
        Clear(dKey, b, h, problem.Keys);
        Clear(dValue, b, h, problem.Keys);
        if (dBias != null) new Span<float>(dBias + Score(b, h, 0), queries * problem.Keys).Clear();
        for (int i = 0; i < queries; i++)
            along.Pointer[i] = Row<V>.Dot(output[b, h] + (i * output.Token), dOutput[b, h] + (i * dOutput.Token), width);
        Packing<V>.Panels(
            new MatrixView(problem.Query[b, h], problem.Query.Token), width, 0, padded / panel, queries,
            queryPanels.Pointer);
        Packing<V>.Panels(
            new MatrixView(dOutput[b, h], dOutput.Token), width, 0, padded / panel, queries, gradientPanels.Pointer);

        for (int key = 0; key < problem.Keys; key += tileKeys)
        {
            int n = Math.Min(tileKeys, problem.Keys - key), panels = (n + panel - 1) / panel;
            var keys = new MatrixView(problem.Key[b, h] + (key * problem.Key.Token), problem.Key.Token);
            var values = new MatrixView(problem.Value[b, h] + (key * problem.Value.Token), problem.Value.Token);
            Packing<V>.Panels(keys.Transposed, n, 0, panels, width, keyColumns.Pointer);
            Packing<V>.Panels(values.Transposed, n, 0, panels, width, valueColumns.Pointer);
            Packing<V>.Panels(keys, width, 0, padded / panel, n, keyPanels.Pointer);
            for (int query = problem.Causal ? key : 0; query < queries; query += TileQueries)
            {
                int rows = Math.Min(TileQueries, queries - query);
                var q = new MatrixView(problem.Query[b, h] + (query * problem.Query.Token), problem.Query.Token);
                var g = new MatrixView(dOutput[b, h] + (query * dOutput.Token), dOutput.Token);
                var (p, s) = (new MatrixView(weights.Pointer, tileKeys), new MatrixView(slopes.Pointer, tileKeys));
                nint column = (nint)panel * width;
                PanelProduct<V>.Multiply(rows, n, width, q, keyColumns.Pointer, column, p.Data, tileKeys);
                PanelProduct<V>.Multiply(rows, n, width, g, valueColumns.Pointer, column, s.Data, tileKeys);
                for (int row = 0; row < rows; row++)
                {
                    Slopes<V>(
                        b, h, query + row, key, n, p.Data + (row * tileKeys), s.Data + (row * tileKeys),
                        along.Pointer[query + row]);
                }
                nint all = (nint)panel * queries, offset = (nint)query * panel;
                PanelProduct<V>.Multiply(
                    n, width, rows, p.Transposed, gradientPanels.Pointer + offset, all,
                    dValue[b, h] + (key * dValue.Token), dValue.Token, 1, 1);
                PanelProduct<V>.Multiply(
                    n, width, rows, s.Transposed, queryPanels.Pointer + offset, all,
                    dKey[b, h] + (key * dKey.Token), dKey.Token, problem.Scale, 1);
                PanelProduct<V>.Multiply(
                    rows, width, n, s, keyPanels.Pointer, (nint)panel * n,
                    dQuery[b, h] + (query * dQuery.Token), dQuery.Token, problem.Scale, 1);
            }
        }
    }

    private nint Row(int b, int h, int query) => ((((nint)b * problem.Heads) + h) * problem.Queries) + query;

    private nint Score(int b, int h, int query) => Row(b, h, query) * problem.Keys;

    private void Clear(HeadView rows, int b, int h, int tokens)
    {
        for (int i = 0; i < tokens; i++) new Span<float>(rows[b, h] + (i * rows.Token), problem.Width).Clear();
    }

    /// <summary>A row of raw scores becomes weights P, a row of dO V^T becomes dS.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Slopes<V>(int b, int h, int query, int key, int n, float* scores, float* slopes, float along)
        where V : struct, ILanes<V>
    {
        float* bias = dBias == null ? null : dBias + Score(b, h, query) + key;
        ScoreTile<V>.Finish(in problem, b, h, query, key, n, scores);
        var (shift, d) = (V.Broadcast(logSumExp[Row(b, h, query)]), V.Broadcast(along));
        for (int i = 0; i < n; i += V.Count)
        {
            int width = Math.Min(V.Count, n - i);
            var p = VectorMath<V>.Exp(V.LoadPartial(scores + i, width) - shift);
            var s = p * (V.LoadPartial(slopes + i, width) - d);
            p.StorePartial(scores + i, width);
            s.StorePartial(slopes + i, width);
            if (bias != null) s.StorePartial(bias + i, width);
        }
    }
}
