using Rag.Memory.Ranking;
using Rag.Memory.Vectors;
using Rag.Memory.Words;
using Wire = global::Qdrant.Client.Grpc;

namespace Rag.Memory.Qdrant;

/// <summary>
/// Searches as one query of Qdrant's, fused in the server: weighted sums by a formula where it has such (1.14), else by reciprocal ranks.
/// An item that one of the two lists does not bring counts 0 there.
/// </summary>
/// <param name="query">Asks the collection.</param>
internal sealed class QdrantSearch(
    Func<Wire.QueryPoints, CancellationToken, Task<IReadOnlyList<Wire.ScoredPoint>>> query, PointFilter filters, ItemPoints points,
    EmbeddingSource? encoder, WordTokenizer tokenizer, bool hasFormula)
{
    /// <summary>Items looked through at a time for words side by side: the server cuts text into other words.</summary>
    private const int Page = 64;

    /// <exception cref="FormatException">A point is none of ours.</exception>
    public async Task<IReadOnlyList<Hit>> RunAsync(SearchQuery search, CancellationToken cancellationToken)
    {
        var filter = filters.Of(search.Filter);
        var words = search.Words is null ? null : points.Query(search.Words);
        if (words is { Sparse.Indices.Count: 0 }) words = null;
        var unit = search.Vector.IsEmpty ? null : Unit(search);
        if (words is null && unit is null) return [];
        if (search.PhrasesOf(tokenizer) is not { } phrases) return await TakeAsync(search, words, unit, filter, 0, search.K,
            cancellationToken);

        var holding = PointFilter.AndWords(filter, phrases.Words.Select(word => ItemPoints.Index(word)).Distinct());
        var hits = new List<Hit>();
        for (var first = 0; hits.Count < search.K; first += Page)
        {
            var page = await TakeAsync(search, words, unit, holding, first, Page, cancellationToken);
            hits.AddRange(page.Where(hit => phrases.AreIn(hit.Item)));
            if (page.Count < Page) break;
        }
        return [.. hits.Take(search.K)];
    }

    private float[] Unit(SearchQuery search) => encoder is null
        ? throw new MemoryException("The collection holds no embeddings: search by words, or ingest with an encoder.")
        : UnitVector.Of(search.Vector.Span, encoder, "the query");

    private async Task<IReadOnlyList<Hit>> TakeAsync(
        SearchQuery search, Wire.Vector? words, float[]? unit, Wire.Filter filter, int first, int count,
            CancellationToken cancellationToken)
    {
        var request = new Wire.QueryPoints
        {
            Limit = (ulong)count,
            WithPayload = new()
            {
                Exclude = new()
                {
                    Fields = { "words",
            "numbers" }
                }
            }
        };
        if (first > 0) request.Offset = (ulong)first;
        if (encoder is not null) request.WithVectors = new() { Include = new() { Names = { ItemPoints.Dense } } };
        if (words is not null && unit is not null) return await FuseAsync(request, search, words, unit, filter, first + count,
            cancellationToken);

        request.Filter = filter;
        request.Query = words is not null ? Nearest(words) : Nearest(unit!);
        request.Using = words is not null ? ItemPoints.Words : ItemPoints.Dense;
        if (words is null) (request.Params, request.ScoreThreshold) = (Parameters(search), (float)search.LeastCosine);
        var found = await query(request, cancellationToken);
        return [.. found.Select(point => words is not null
            ? new Hit(Read(point), point.Score) { Words = point.Score }
            : new Hit(Read(point), point.Score) { Cosine = point.Score })];
    }

    private async Task<IReadOnlyList<Hit>> FuseAsync(
        Wire.QueryPoints request, SearchQuery search, Wire.Vector words, float[] unit, Wire.Filter filter, int depth,
            CancellationToken cancellationToken)
    {
        var limit = (ulong)RankFusion.Depth(depth);
        request.Prefetch.Add(new Wire.PrefetchQuery { Query = Nearest(words), Using = ItemPoints.Words, Filter = filter, Limit = limit });
        request.Prefetch.Add(new Wire.PrefetchQuery
        {
            Query = Nearest(unit),
            Using = ItemPoints.Dense,
            Filter = filter,
            Limit = limit,
            Params = Parameters(search),
            ScoreThreshold = (float)search.LeastCosine,
        });
        if (search.Fusion is not WeightedFusion weighted || !hasFormula)
        {
            var ranks = search.Fusion as ReciprocalRankFusion ?? (ReciprocalRankFusion)Fusion.ReciprocalRank();
            request.Query = new() { Rrf = new() { K = (uint)Math.Max(1, ranks.K), Weights = { (float)ranks.Words, (float)ranks.Vector } } };
            return [.. (await query(request, cancellationToken)).Select(point => new Hit(Read(point),
                point.Score) { Cosine = Cosine(point, unit) })];
        }

        var share = weighted.Words / (weighted.DividesByBest ? await BestAsync(words, filter, cancellationToken) : 1);
        request.Query = new() { Formula = new() { Expression = Sum(share, weighted.Vector) } };
        return [.. (await query(request, cancellationToken)).Select(point => Weighed(point, unit, share, weighted.Vector, search.LeastCosine))
            .OrderByDescending(hit => hit.Score)];
    }

    // The vector's part is known; what is left is the words', unless the list by vector did not bring the item.
    private static Hit Weighed(Wire.ScoredPoint point, float[] unit, double share, double weight, double leastCosine)
    {
        const double Rounding = 1e-3;
        var cosine = Cosine(point, unit);
        var left = point.Score - weight * (cosine ?? 0);
        return share == 0 || left >= -Rounding && !(cosine < leastCosine)
            ? new Hit(Read(point), point.Score) { Words = share == 0 || left < Rounding ? 0 : left / share, Cosine = cosine }
            : new Hit(Read(point), point.Score + weight * cosine!.Value) { Words = point.Score / share, Cosine = cosine };
    }

    private async Task<double> BestAsync(Wire.Vector words, Wire.Filter filter, CancellationToken cancellationToken)
    {
        var request = new Wire.QueryPoints { Query = Nearest(words), Using = ItemPoints.Words, Filter = filter, Limit = 1 };
        return await query(request, cancellationToken) is [{ Score: > 0 } best, ..] ? best.Score : 1;
    }

    private static Wire.Expression Sum(double words, double vector) => new()
    {
        Sum = new() { Sum = { Product(words, "$score[0]"), Product(vector, "$score[1]") } },
    };

    private static Wire.Expression Product(double weight, string score) => new()
    {
        Mult = new() { Mult = { new Wire.Expression { Constant = (float)weight }, new Wire.Expression { Variable = score } } },
    };

    private static Wire.Query Nearest(Wire.Vector words) => new() { Nearest = new() { Sparse = words.Sparse } };

    private static Wire.Query Nearest(float[] unit) => new() { Nearest = new() { Dense = new() { Data = { unit } } } };

    private static Wire.SearchParams Parameters(SearchQuery search)
    {
        var parameters = new Wire.SearchParams { Exact = search.Exact };
        if (search.EfSearch is { } ef) parameters.HnswEf = (ulong)ef;
        return parameters;
    }

    private static Item Read(Wire.ScoredPoint point) => ItemPoints.Read(point.Payload, point.Vectors);

    private static double? Cosine(Wire.ScoredPoint point, float[] unit) =>
        ItemPoints.Embedding(point.Vectors) is { IsEmpty: false } embedding
        ? DotProduct.Of(unit, embedding.Span)
        : null;
}
