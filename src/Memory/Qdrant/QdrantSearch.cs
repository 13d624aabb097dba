using System.Text.Json.Nodes;
using Rag.Memory.Ranking;
using Rag.Memory.Vectors;
using Rag.Memory.Words;

namespace Rag.Memory.Qdrant;

/// <summary>
/// Queries as Qdrant's. Reciprocal ranks are fused by the server; for weighted scores it ranks each list, says the scores that
/// one list lacks, and they are added here.
/// </summary>
/// <param name="ask">Asks the collection and returns the result.</param>
/// <param name="scroll">Goes through the points that a filter lets through.</param>
internal sealed class QdrantSearch(
    Func<QdrantCall, JsonNode, JsonNode> ask, Func<JsonObject, IEnumerable<JsonNode>> scroll, QdrantPoint points, EmbeddingSource? encoder, WordTokenizer tokenizer)
{
    public IReadOnlyList<Hit> Run(SearchQuery query)
    {
        var filter = QdrantFilter.Of(query.Filter);
        if (query.PhrasesOf(tokenizer) is { } phrases) filter = WithPhrases(filter, phrases);
        var words = query.Words is null ? null : Words(query.Words, filter);
        var vector = query.Vector.IsEmpty ? null : Vector(query, filter);
        if (vector is null)
        {
            return IsEmpty(words!) ? [] : [.. One(words!, query.K).Select(point => Hit(point) with { Words = Score(point) })];
        }
        if (words is null || IsEmpty(words))
        {
            return [.. One(vector, query.K).Where(point => Score(point) >= query.LeastCosine)
                .Select(point => Hit(point) with { Cosine = Score(point) })];
        }
        return query.Fusion is ReciprocalRankFusion ranks ? FuseThere(words, vector, ranks, query.K) : FuseHere(words, vector, query);
    }

    // Words side by side are looked for here, in the items that hold them all: the server cuts text into other words.
    private JsonObject WithPhrases(JsonObject filter, Phrases phrases)
    {
        var words = phrases.Words.Select(word => QdrantPoint.Index(word)).Distinct();
        var holding = scroll(QdrantFilter.AndWords(filter, words)).Where(point => phrases.AreIn(QdrantPoint.Read(point)));
        return QdrantFilter.AndIds(filter, [.. holding.Select(point => point.Member("id").GetValue<string>())]);
    }

    private JsonObject Words(string text, JsonObject filter) => new()
    {
        ["query"] = points.Query(text),
        ["using"] = QdrantPoint.Words,
        ["filter"] = filter.DeepClone(),
    };

    private JsonObject Vector(SearchQuery query, JsonObject filter)
    {
        if (encoder is null)
            throw new MemoryException("The collection holds no embeddings: search by words, or ingest with an encoder.");
        var parameters = new JsonObject { ["exact"] = query.Exact };
        if (query.EfSearch is { } ef) parameters["hnsw_ef"] = ef;
        return new JsonObject
        {
            ["query"] = QdrantPoint.Numbers(UnitVector.Of(query.Vector.Span, encoder, "the query")),
            ["using"] = QdrantPoint.Dense,
            ["filter"] = filter.DeepClone(),
            ["params"] = parameters,
        };
    }

    private static bool IsEmpty(JsonObject words) => words.Member("query").Member("indices").AsArray().Count == 0;

    private JsonArray One(JsonObject search, int limit) => ask(QdrantCall.QueryPoints, Whole(search, limit)).Member("points").AsArray();

    private static JsonObject Whole(JsonObject search, int limit)
    {
        var whole = search.DeepClone().AsObject();
        whole["limit"] = limit;
        whole["with_payload"] = true;
        whole["with_vector"] = new JsonArray(QdrantPoint.Dense);
        return whole;
    }

    private List<Hit> FuseThere(JsonObject words, JsonObject vector, ReciprocalRankFusion ranks, int k)
    {
        words["limit"] = RankFusion.Depth(k);
        vector["limit"] = RankFusion.Depth(k);
        var body = Whole(new JsonObject
        {
            ["prefetch"] = new JsonArray(words, vector),
            ["query"] = new JsonObject
            {
                ["rrf"] = new JsonObject { ["k"] = (int)Math.Max(1, ranks.K), ["weights"] = new JsonArray((float)ranks.Words, (float)ranks.Vector) },
            },
        }, k);
        return [.. ask(QdrantCall.QueryPoints, body).Member("points").AsArray().Select(point => Hit(point))];
    }

    private List<Hit> FuseHere(JsonObject words, JsonObject vector, SearchQuery query)
    {
        var depth = RankFusion.Depth(query.K);
        var lists = Batch(Whole(words, depth), Whole(vector, depth));
        var items = new List<Item>();
        var slots = new Dictionary<string, int>();
        var byWords = Take(lists[0]);
        var byVector = Take([.. lists[1].Where(point => Score(point) >= query.LeastCosine)]);
        var scores = byWords.ToDictionary();
        var cosines = byVector.ToDictionary(entry => entry.Slot, entry => (double?)entry.Score);
        FillIn(words, slots, scores.ContainsKey, (slot, score) => scores[slot] = score);
        FillIn(vector, slots, cosines.ContainsKey, (slot, score) => cosines[slot] = score);
        return [.. RankFusion.Fuse(byWords, byVector, query.Fusion, query.K,
            slot => scores.GetValueOrDefault(slot), slot => cosines.GetValueOrDefault(slot))
            .Select(found => new Hit(items[found.Slot], found.Score) { Words = found.Words, Cosine = found.Cosine })];

        List<(int Slot, double Score)> Take(IEnumerable<JsonNode?> list)
        {
            var taken = new List<(int, double)>();
            foreach (var point in list)
            {
                var id = point.Member("id").GetValue<string>();
                if (!slots.TryGetValue(id, out var slot))
                {
                    slots[id] = slot = items.Count;
                    items.Add(QdrantPoint.Read(point!));
                }
                taken.Add((slot, Score(point)));
            }
            return taken;
        }
    }

    // The scores, in one ranking, of what only the other one found.
    private void FillIn(JsonObject search, Dictionary<string, int> slots, Func<int, bool> isKnown, Action<int, double> add)
    {
        var missing = slots.Where(slot => !isKnown(slot.Value)).Select(slot => slot.Key).ToList();
        if (missing.Count == 0) return;
        var body = search.DeepClone().AsObject();
        body["filter"] = QdrantFilter.AndIds(body["filter"]!.AsObject(), missing);
        body["limit"] = missing.Count;
        foreach (var point in ask(QdrantCall.QueryPoints, body).Member("points").AsArray())
            add(slots[point.Member("id").GetValue<string>()], Score(point));
    }

    private List<JsonArray> Batch(params JsonObject[] searches) =>
        [.. ask(QdrantCall.QueryBatch, new JsonObject { ["searches"] = new JsonArray([.. searches]) }).AsArray()
            .Select(result => result.Member("points").AsArray())];

    private static Hit Hit(JsonNode? point) => new(QdrantPoint.Read(point!), Score(point));

    private static double Score(JsonNode? point) => point.Member("score").GetValue<double>();
}
