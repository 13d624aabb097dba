using Grpc.Core;
using Qdrant.Client.Grpc;

namespace Rag.Memory.Tests.Qdrant;

/// <summary>Ranks a stand-in's points: nearest by one vector, or lists of such fused by reciprocal ranks or a formula.</summary>
internal static class FakeRanking
{
    public static List<(PointStruct Point, double Score)> Of(QueryPoints query, FakeCollection collection, bool hasPrefix)
    {
        if (query.Prefetch.Count == 0)
        {
            var nearest = Nearest(collection, query.Query, query.Using, query.Filter, hasPrefix);
            return query.HasScoreThreshold ? [.. nearest.Where(found => found.Score >= query.ScoreThreshold)] : nearest;
        }
        var lists = query.Prefetch.Select(list => Nearest(collection, list.Query, list.Using, list.Filter, hasPrefix)
            .Where(found => !list.HasScoreThreshold || found.Score >= list.ScoreThreshold)
            .Take((int)Math.Min(list.Limit, int.MaxValue)).ToList()).ToList();
        var places = lists.Select(list => list.Index().ToDictionary(found => found.Item.Point.Id.Uuid, found => (Rank: found.Index, found.Item.Score))).ToList();
        return Ordered(lists.SelectMany(list => list.Select(found => found.Point)).DistinctBy(point => point.Id.Uuid).Select(point => (point, Score(point.Id.Uuid))));

        double Score(string id) => query.Query.Rrf is { } ranks
            ? places.Select((list, l) => list.TryGetValue(id, out var place) ? ranks.Weights[l] / (ranks.K + place.Rank + 1) : 0).Sum()
            : query.Query.Formula is { } formula ? Value(formula.Expression, l => places[l].TryGetValue(id, out var place) ? place.Score : 0)
            : throw FakeCollections.Refusal(StatusCode.InvalidArgument, "a fusion is expected");
    }

    private static double Value(Expression expression, Func<int, double> score) => expression.VariantCase switch
    {
        Expression.VariantOneofCase.Constant => expression.Constant,
        Expression.VariantOneofCase.Variable => score(expression.Variable["$score[".Length] - '0'),
        Expression.VariantOneofCase.Mult => expression.Mult.Mult.Aggregate(1.0, (product, factor) => product * Value(factor, score)),
        Expression.VariantOneofCase.Sum => expression.Sum.Sum.Sum(part => Value(part, score)),
        var other => throw FakeCollections.Refusal(StatusCode.InvalidArgument, $"{other} is no expression that is known here"),
    };

    private static List<(PointStruct Point, double Score)> Nearest(FakeCollection collection, Query query, string name, Filter? filter, bool hasPrefix)
    {
        var nearest = query.Nearest;
        collection.CheckVector(name, nearest.Dense?.Data.Count);
        var matching = collection.Matching(filter, hasPrefix).Where(point => point.Vectors.Vectors_.Vectors.ContainsKey(name));
        if (nearest.Dense is { } dense)
        {
            var length = Math.Sqrt(dense.Data.Sum(number => (double)number * number));
            return Ordered(matching.Select(point => (point, point.Vectors.Vectors_.Vectors[name].Dense.Data.Zip(dense.Data, (one, two) => (double)one * two).Sum() / length)));
        }
        if (nearest.Sparse.Indices.Distinct().Count() < nearest.Sparse.Indices.Count) throw FakeCollections.Refusal(StatusCode.InvalidArgument, "must be unique");
        var weights = nearest.Sparse.Indices.Zip(nearest.Sparse.Values).ToDictionary(word => word.First, word => word.Second * collection.Idf(word.First));
        return Ordered(matching.Select(point => (point, Sum(point.Vectors.Vectors_.Vectors[name].Sparse, weights))).Where(found => found.Item2 > 0));
    }

    private static double Sum(SparseVector words, Dictionary<uint, double> weights)
    {
        var sum = 0.0;
        for (var i = 0; i < words.Indices.Count; i++)
        {
            if (weights.TryGetValue(words.Indices[i], out var weight)) sum += weight * words.Values[i];
        }
        return sum;
    }

    private static List<(PointStruct Point, double Score)> Ordered(IEnumerable<(PointStruct Point, double Score)> found) =>
        [.. found.OrderByDescending(point => point.Score).ThenBy(point => point.Point.Id.Uuid, StringComparer.Ordinal)];
}
