using Grpc.Core;
using Qdrant.Client.Grpc;

namespace Rag.Memory.Tests.Qdrant;

/// <summary>A collection of a stand-in: its points, and what is asked of them.</summary>
internal sealed class FakeCollection(CreateCollection configuration)
{
    private readonly SortedDictionary<string, PointStruct> _points = new(StringComparer.Ordinal);
    private readonly Dictionary<uint, int> _holders = []; // of each word
    private readonly Dictionary<string, HashSet<string>> _bySource = []; // ids
    private int _worded;

    public CreateCollection Configuration => configuration;

    public HashSet<string> Indexes { get; } = [];

    public IEnumerable<PointStruct> Points => _points.Values;

    public bool Index(CreateFieldIndexCollection index) => Indexes.Add(index.FieldName);

    public bool Upsert(UpsertPoints upsert)
    {
        foreach (var point in upsert.Points) Check(point);
        foreach (var point in upsert.Points)
        {
            var known = _points.GetValueOrDefault(point.Id.Uuid);
            if (known is not null && upsert.UpdateFilter is { } only && !FakeFilter.Fits(only, known, hasPrefix: true)) continue;
            Remove(point.Id.Uuid);
            _points[point.Id.Uuid] = Normalised(point);
            Tally(point, 1);
        }
        return true;
    }

    public bool Set(SetPayloadPoints set)
    {
        foreach (var id in set.PointsSelector.Points.Ids)
        {
            foreach (var (name, value) in set.Payload) _points[id.Uuid].Payload[name] = value;
        }
        return true;
    }

    public bool Delete(DeletePoints delete, bool hasPrefix)
    {
        var gone = delete.Points.Filter is { } filter ? Matching(filter, hasPrefix).Select(point => point.Id.Uuid) : delete.Points.Points.Ids.Select(id => id.Uuid);
        foreach (var id in gone.ToList()) Remove(id);
        return true;
    }

    public IEnumerable<RetrievedPoint> Get(GetPoints get) => get.Ids
        .Select(id => _points.GetValueOrDefault(id.Uuid)).OfType<PointStruct>().Select(point => Retrieved(point, get.WithPayload, get.WithVectors));

    public ScrollResponse Scroll(ScrollPoints scroll, bool hasPrefix)
    {
        if (scroll.Limit == 0) throw ZeroLimit();
        var rest = Matching(scroll.Filter, hasPrefix).Where(point => scroll.Offset is null || string.CompareOrdinal(point.Id.Uuid, scroll.Offset.Uuid) >= 0)
            .Take((int)scroll.Limit + 1).ToList();
        return new()
        {
            Result = { rest.Take((int)scroll.Limit).Select(point => Retrieved(point, scroll.WithPayload, scroll.WithVectors)) },
            NextPageOffset = rest.Count > scroll.Limit ? rest[^1].Id : null,
        };
    }

    public ulong Count(CountPoints count, bool hasPrefix) => (ulong)Matching(count.Filter, hasPrefix).Count();

    public FacetResponse Facet(FacetCounts facet, bool hasPrefix)
    {
        if (!Indexes.Contains(facet.Key)) throw FakeCollections.Refusal(StatusCode.InvalidArgument, $"No appropriate index for faceting: `{facet.Key}`");
        var groups = Matching(facet.Filter, hasPrefix).Select(point => FakeFilter.Value(point, facet.Key)?.StringValue).OfType<string>().GroupBy(value => value);
        return new() { Hits = { groups.Select(group => new FacetHit { Value = new() { StringValue = group.Key }, Count = (ulong)group.Count() }) } };
    }

    public IEnumerable<ScoredPoint> Query(QueryPoints query, bool hasPrefix)
    {
        if (query.Limit == 0 && query.HasLimit) throw ZeroLimit();
        var limit = query.HasLimit ? (int)Math.Min(query.Limit, int.MaxValue) : 10;
        return FakeRanking.Of(query, this, hasPrefix).Skip((int)query.Offset).Take(limit).Select(found =>
        {
            var whole = Retrieved(found.Point, query.WithPayload, query.WithVectors);
            var scored = new ScoredPoint { Id = whole.Id, Score = (float)found.Score, Payload = { whole.Payload } };
            if (whole.Vectors is not null) scored.Vectors = whole.Vectors;
            return scored;
        }).ToList();
    }

    public IEnumerable<PointStruct> Matching(Filter? filter, bool hasPrefix)
    {
        if (!hasPrefix && filter is not null && FakeFilter.AsksForPrefix(filter)) throw FakeCollections.Refusal(StatusCode.InvalidArgument, "Malformed Match condition");
        var candidates = FakeFilter.SourcesOf(filter) is { } sources
            ? sources.SelectMany(source => _bySource.GetValueOrDefault(source) ?? []).Select(id => _points[id])
            : _points.Values;
        return candidates.Where(point => filter is null || FakeFilter.Fits(filter, point, hasPrefix));
    }

    /// <summary>How much a word tells, from all points that have words.</summary>
    public double Idf(uint word)
    {
        var holders = _holders.GetValueOrDefault(word);
        return Math.Log(1 + (_worded - holders + .5) / (holders + .5));
    }

    /// <summary>Refuses a vector that the collection does not have, or one of another length.</summary>
    public void CheckVector(string name, int? length = null)
    {
        if (name == "words" && configuration.SparseVectorsConfig?.Map.ContainsKey(name) == true) return;
        if (configuration.VectorsConfig?.ParamsMap?.Map.TryGetValue(name, out var parameters) != true)
            throw FakeCollections.Refusal(StatusCode.InvalidArgument, $"Wrong input: Not existing vector name error: {name}");
        if (length is { } given && given != (int)parameters!.Size)
            throw FakeCollections.Refusal(StatusCode.InvalidArgument, $"Wrong input: Vector dimension error: expected dim: {parameters.Size}, got {given}");
    }

    private void Check(PointStruct point)
    {
        if (point.Id is null || !Guid.TryParse(point.Id.Uuid, out _)) throw FakeCollections.Refusal(StatusCode.InvalidArgument, "Unable to parse UUID");
        if (point.Vectors?.Vectors_ is not { } named) throw FakeCollections.Refusal(StatusCode.InvalidArgument, "Expected some vectors");
        foreach (var (name, vector) in named.Vectors)
        {
            if (vector.Sparse is { } sparse && sparse.Indices.Distinct().Count() < sparse.Indices.Count)
                throw FakeCollections.Refusal(StatusCode.InvalidArgument, "Validation error: indices: must be unique");
            CheckVector(name, vector.Dense?.Data.Count);
        }
    }

    private void Remove(string id)
    {
        if (_points.Remove(id, out var point)) Tally(point, -1);
    }

    private void Tally(PointStruct point, int change)
    {
        if (point.Payload.TryGetValue("source", out var source))
        {
            if (!_bySource.TryGetValue(source.StringValue, out var ids)) _bySource[source.StringValue] = ids = [];
            if (change > 0) ids.Add(point.Id.Uuid);
            else ids.Remove(point.Id.Uuid);
        }
        if (point.Vectors?.Vectors_?.Vectors.TryGetValue("words", out var words) != true) return;
        _worded += change;
        foreach (var index in words!.Sparse.Indices) _holders[index] = _holders.GetValueOrDefault(index) + change;
    }

    // Qdrant keeps vectors of cosine distance with length 1.
    private static PointStruct Normalised(PointStruct point)
    {
        var kept = point.Clone();
        foreach (var vector in kept.Vectors.Vectors_.Vectors.Values)
        {
            if (vector.Dense is not { } dense) continue;
            var length = Math.Sqrt(dense.Data.Sum(number => (double)number * number));
            for (var i = 0; i < dense.Data.Count && length > 0; i++) dense.Data[i] = (float)(dense.Data[i] / length);
        }
        return kept;
    }

    private RetrievedPoint Retrieved(PointStruct point, WithPayloadSelector? payload, WithVectorsSelector? vectors)
    {
        var found = new RetrievedPoint { Id = point.Id };
        foreach (var (name, value) in point.Payload)
        {
            var isWanted = payload?.Exclude is { } exclude ? !exclude.Fields.Contains(name)
                : payload?.Include is { } include ? include.Fields.Contains(name) : payload?.Enable == true;
            if (isWanted) found.Payload[name] = value;
        }
        if (vectors?.Include is not { } names) return found;
        found.Vectors = new() { Vectors = new() };
        foreach (var name in names.Names)
        {
            CheckVector(name);
            if (!point.Vectors.Vectors_.Vectors.TryGetValue(name, out var vector)) continue;
            found.Vectors.Vectors.Vectors[name] = vector.Sparse is { } sparse ? new() { Sparse = sparse } : new() { Dense = vector.Dense };
        }
        return found;
    }

    private static RpcException ZeroLimit() => FakeCollections.Refusal(StatusCode.InvalidArgument, "Validation error: limit: value 0 invalid, must be 1 or larger");
}
