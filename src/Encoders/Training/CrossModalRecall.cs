using Rag.Attention.Inference;

namespace Rag.Encoders.Training;

/// <summary>Share of queries that find one of their items among the first 1, 5 and 10.</summary>
public sealed record CrossModalRecall(double At1, double At5, double At10)
{
    /// <summary>Ranks all items for each query by the inner product of their embeddings; of equal scores the item at issue comes last.</summary>
    /// <param name="queries">Embeddings of one length.</param>
    /// <param name="items">Embeddings of the same length.</param>
    /// <param name="belongs">Whether an item (second) answers a query (first); each query has one or more.</param>
    public static CrossModalRecall Of(IReadOnlyList<float[]> queries, IReadOnlyList<float[]> items, Func<int, int, bool> belongs)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        int count = items.Count, total = queries.Count, found1 = 0, found5 = 0, found10 = 0;
        var scores = torch.matmul(Matrix(queries), Matrix(items).t()).Floats(); // (queries, items)
        for (var query = 0; query < total; query++)
        {
            var row = scores.AsSpan(query * count, count);
            var best = float.NegativeInfinity;
            for (var item = 0; item < count; item++)
            {
                if (belongs(query, item)) best = Math.Max(best, row[item]);
            }
            var ahead = 0;
            for (var item = 0; item < count; item++)
            {
                if (row[item] >= best && !belongs(query, item)) ahead++;
            }
            if (ahead < 1) found1++;
            if (ahead < 5) found5++;
            if (ahead < 10) found10++;
        }
        return new CrossModalRecall((double)found1 / total, (double)found5 / total, (double)found10 / total);
    }

    private static Tensor Matrix(IReadOnlyList<float[]> rows) => torch.tensor([.. rows.SelectMany(row => row)], [rows.Count, rows[0].Length]);
}
