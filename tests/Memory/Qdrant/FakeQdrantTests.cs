using Grpc.Core;
using Grpc.Net.Client;
using Qdrant.Client.Grpc;

namespace Rag.Memory.Tests.Qdrant;

/// <summary>What a real server answered (../shared/golden/qdrant/FACTS.md): the stand-in answers the same, or the server at QDRANT_URL.</summary>
public sealed class FakeQdrantTests : IAsyncLifetime, IDisposable
{
    private const string Name = "facts";
    private static readonly string _first = new Guid(1, 0, 0, new byte[8]).ToString(), _second = new Guid(2, 0, 0, new byte[8]).ToString();
    private static readonly string? _live = Environment.GetEnvironmentVariable("QDRANT_URL");
    private FakeQdrant? _fake;
    private GrpcChannel _channel = null!;
    private QdrantGrpcClient _client = null!;

    public async Task InitializeAsync()
    {
        if (_live is null) _fake = await FakeQdrant.StartAsync();
        _channel = GrpcChannel.ForAddress(_live ?? _fake!.Url.AbsoluteUri);
        _client = new QdrantGrpcClient(_channel);
        await _client.Collections.DeleteAsync(new() { CollectionName = Name });
        await _client.Collections.CreateAsync(new()
        {
            CollectionName = Name,
            VectorsConfig = new() { ParamsMap = new() { Map = { ["dense"] = new() { Size = 2, Distance = Distance.Cosine } } } },
            SparseVectorsConfig = new() { Map = { ["words"] = new() { Modifier = Modifier.Idf } } },
        });
        await _client.Points.UpsertAsync(new()
        {
            CollectionName = Name,
            Wait = true,
            Points = { Point(_first, [1, 0], (7, 1), "a"), Point(_second, [0, 2], (8, 2), "b") },
        });
    }

    public void Dispose()
    {
        _client.Dispose();
        _channel.Dispose();
    }

    public async Task DisposeAsync()
    {
        if (_fake is not null) await _fake.DisposeAsync();
    }

    [Fact]
    public async Task A_point_without_any_of_the_vectors_is_taken()
    {
        var point = new PointStruct { Id = new() { Uuid = new Guid(3, 0, 0, new byte[8]).ToString() }, Vectors = new() { Vectors_ = new() } };
        var answer = await _client.Points.UpsertAsync(new() { CollectionName = Name, Wait = true, Points = { point } });
        Assert.Equal(UpdateStatus.Completed, answer.Result.Status);
    }

    [Fact]
    public async Task A_vector_that_the_collection_does_not_have_is_refused_by_name()
    {
        var asked = Query();
        asked.Using = "other";
        await Refuses(StatusCode.InvalidArgument, "Not existing vector name", () => _client.Points.QueryAsync(asked));
        asked = Query();
        asked.WithVectors = new() { Include = new() { Names = { "other" } } };
        await Refuses(StatusCode.InvalidArgument, "Not existing vector name", () => _client.Points.QueryAsync(asked));
    }

    [Fact]
    public async Task Beginnings_are_compared_from_1_19_on_and_refused_before()
    {
        if (_fake is null) return; // a live server has one version
        var scroll = new ScrollPoints { CollectionName = Name, Limit = 5, Filter = Where("source", new Match { Prefix = "a" }) };
        Assert.Single((await _client.Points.ScrollAsync(scroll)).Result);
        _fake.Version = "1.18.0";
        await Refuses(StatusCode.InvalidArgument, "Malformed Match condition", () => _client.Points.ScrollAsync(scroll));
    }

    [Fact]
    public async Task Lists_are_fused_by_ranks_with_weights_and_by_a_formula_in_which_what_lacks_counts_0()
    {
        var query = Query();
        (query.Query, query.Using) = (new() { Rrf = new() { K = 60, Weights = { 1, 2 } } }, "");
        query.ClearUsing();
        query.Prefetch.Add(new PrefetchQuery { Query = Words(7), Using = "words", Limit = 10 });
        query.Prefetch.Add(new PrefetchQuery { Query = Dense(0, 1), Using = "dense", Limit = 10 });
        Assert.Equal(2, (await _client.Points.QueryAsync(query)).Result.Count);

        query.Query = new() { Formula = new() { Expression = new() { Sum = new() { Sum = { Times(1, "$score[0]"), Times(30, "$score[1]") } } } } };
        var found = (await _client.Points.QueryAsync(query)).Result;
        Assert.Equal([_second, _first], found.Select(point => point.Id.Uuid));
        Assert.Equal(30, found[0].Score, 1e-3); // no word: 0 there
    }

    [Fact]
    public async Task No_words_and_words_that_no_item_has_find_nothing()
    {
        var query = Query();
        (query.Query, query.Using) = (Words(), "words");
        Assert.Empty((await _client.Points.QueryAsync(query)).Result);
        query.Query = Words(99);
        Assert.Empty((await _client.Points.QueryAsync(query)).Result);
    }

    [Fact]
    public async Task A_word_twice_another_length_and_a_limit_of_0_are_refused()
    {
        var twice = Query();
        (twice.Query, twice.Using) = (Words(7, 7), "words");
        await Refuses(StatusCode.InvalidArgument, "must be unique", () => _client.Points.QueryAsync(twice));
        var longer = Query();
        longer.Query = Dense(1, 2, 3);
        await Refuses(StatusCode.InvalidArgument, "expected dim: 2, got 3", () => _client.Points.QueryAsync(longer));
        var none = Query();
        none.Limit = 0;
        await Refuses(StatusCode.InvalidArgument, "value 0 invalid, must be 1 or larger", () => _client.Points.QueryAsync(none));
    }

    [Fact]
    public async Task A_vector_of_NaN_is_taken()
    {
        var answer = await _client.Points.UpsertAsync(new() { CollectionName = Name, Wait = true, Points = { Point(_first, [float.NaN, 1], (7, 1), "a") } });
        Assert.Equal(UpdateStatus.Completed, answer.Result.Status);
    }

    [Fact]
    public async Task An_id_that_is_no_UUID_and_a_point_without_vectors_are_refused()
    {
        await Refuses(StatusCode.InvalidArgument, "UUID", () => _client.Points.UpsertAsync(new() { CollectionName = Name, Wait = true, Points = { Point("x", [1, 0], (7, 1), "a") } }));
        var bare = new PointStruct { Id = new() { Uuid = _first } };
        await Refuses(StatusCode.InvalidArgument, "vectors", () => _client.Points.UpsertAsync(new() { CollectionName = Name, Wait = true, Points = { bare } }));
    }

    [Fact]
    public async Task A_filter_works_without_an_index_and_a_facet_only_with_one()
    {
        Assert.Equal(1ul, (await _client.Points.CountAsync(new() { CollectionName = Name, Exact = true, Filter = Where("source", new Match { Keyword = "a" }) })).Result.Count);
        var facet = new FacetCounts { CollectionName = Name, Key = "source" };
        await Refuses(StatusCode.InvalidArgument, "", () => _client.Points.FacetAsync(facet));
        await _client.Points.CreateFieldIndexAsync(new() { CollectionName = Name, FieldName = "source", FieldType = FieldType.Keyword, Wait = true });
        Assert.Equal([("a", 1ul), ("b", 1ul)], (await _client.Points.FacetAsync(facet)).Hits.Select(hit => (hit.Value.StringValue, hit.Count)).Order());
    }

    [Fact]
    public async Task What_is_asked_of_a_missing_collection_is_not_found() =>
        await Refuses(StatusCode.NotFound, "", () => _client.Points.CountAsync(new() { CollectionName = "missing" }));

    [Fact]
    public async Task A_collection_that_exists_and_one_under_an_aliass_name_are_not_created()
    {
        await Refuses(StatusCode.AlreadyExists, "", () => _client.Collections.CreateAsync(new() { CollectionName = Name }));
        await _client.Collections.UpdateAliasesAsync(new() { Actions = { new AliasOperations { CreateAlias = new() { AliasName = "facts-alias", CollectionName = Name } } } });
        await Refuses(StatusCode.InvalidArgument, "", () => _client.Collections.CreateAsync(new() { CollectionName = "facts-alias" }));
        Assert.True((await _client.Collections.CollectionExistsAsync(new() { CollectionName = "facts-alias" })).Result.Exists);
        Assert.False((await _client.Collections.DeleteAsync(new() { CollectionName = "facts-alias" })).Result);
        Assert.False((await _client.Collections.DeleteAsync(new() { CollectionName = "missing" })).Result);
        Assert.Equal(2ul, (await _client.Points.CountAsync(new() { CollectionName = "facts-alias", Exact = true })).Result.Count);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("")]
    public async Task Names_that_are_no_names_are_refused(string name) =>
        await Refuses(StatusCode.InvalidArgument, "", () => _client.Collections.CreateAsync(new() { CollectionName = name }));

    [Fact]
    public async Task A_wrong_key_is_refused()
    {
        if (_fake is null) return;
        await using var locked = await FakeQdrant.StartAsync("secret");
        using var channel = GrpcChannel.ForAddress(locked.Url);
        await Refuses(StatusCode.Unauthenticated, "Invalid API key or JWT", () => new QdrantGrpcClient(channel).Collections.ListAsync(new()));
    }

    private static QueryPoints Query() => new() { CollectionName = Name, Query = Dense(1, 0), Using = "dense", Limit = 10 };

    private static Query Dense(params float[] numbers) => new() { Nearest = new() { Dense = new() { Data = { numbers } } } };

    private static Query Words(params uint[] indices) => new() { Nearest = new() { Sparse = new() { Indices = { indices }, Values = { indices.Select(_ => 1f) } } } };

    private static Expression Times(float weight, string score) => new()
    {
        Mult = new() { Mult = { new Expression { Constant = weight }, new Expression { Variable = score } } },
    };

    private static Filter Where(string key, Match match) => new() { Must = { new Condition { Field = new() { Key = key, Match = match } } } };

    private static PointStruct Point(string id, float[] dense, (uint Index, float Weight) word, string source) => new()
    {
        Id = new() { Uuid = id },
        Vectors = new()
        {
            Vectors_ = new()
            {
                Vectors =
                {
                    ["dense"] = new() { Dense = new() { Data = { dense } } },
                    ["words"] = new() { Sparse = new() { Indices = { word.Index }, Values = { word.Weight } } },
                },
            },
        },
        Payload = { ["source"] = source },
    };

    private static async Task Refuses<T>(StatusCode code, string reason, Func<AsyncUnaryCall<T>> call)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await call());
        Assert.Equal(code, refusal.StatusCode);
        Assert.Contains(reason, refusal.Status.Detail, StringComparison.Ordinal);
    }
}
