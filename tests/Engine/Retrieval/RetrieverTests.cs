using Rag.Engine.Evaluation;
using Rag.Engine.Retrieval;
using Rag.Memory;
using Rag.Memory.Embedded;

namespace Rag.Engine.Tests.Retrieval;

public sealed class RetrieverTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _files = new();
    private readonly SubjectGenerator _generator = new();
    private readonly PassageEncoder _encoder;
    private readonly TemporaryMemory _memory;

    public RetrieverTests()
    {
        _encoder = new PassageEncoder(_generator, new EmbeddingSource("subjects", 3));
        _memory = new TemporaryMemory(new MemoryOptions { Encoder = _encoder.Encoder });
        _files.Write("rose.txt", "The rose stands in the hall.");
        _files.Write("clock.txt", "The pendulum swings in the tower.");
        _files.Write("stone.txt", "The flower shop sold a stone.");
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _memory.DisposeAsync().AsTask();

    public void Dispose()
    {
        _encoder.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task A_passage_that_shares_no_word_is_found_by_its_embedding()
    {
        await Ingest();
        Assert.Empty(await Search("tulips", Ranking.Words));
        Assert.Equal("rose.txt", (await Search("tulips", Ranking.Vector))[0]);
        Assert.Equal("rose.txt", (await Search("tulips", Ranking.Hybrid))[0]);
    }

    [Fact]
    public async Task Copies_of_a_text_in_whatever_kind_of_file_are_one_passage_and_leave_room_for_others()
    {
        foreach (var name in (string[])["a.txt", "b.txt", "c.md", "d.html"])
            _files.Write(name, "The observatory dome was built in 1911 by Karl Lindt, and painted in 1920.");
        _files.Write("other.txt", "The observatory telescope was moved in 1950 by Ida Holm.");
        await Ingest();

        var found = await new RagEngine(_memory.Store).SearchAsync("observatory", 2);

        Assert.Equal(2, found.Count);
        Assert.Equal("other.txt", Path.GetFileName(Assert.Single(found, passage => passage.Copies.Count == 0).Item.Source));
        Assert.Equal(3, found.Single(passage => passage.Copies.Count > 0).Copies.Select(copy => copy.Source).Distinct().Count());
    }

    [Fact]
    public async Task Behind_many_copies_the_others_are_still_found()
    {
        for (var i = 0; i < 40; i++)
            _files.Write($"copies/{i}.txt", "The observatory dome was built in 1911 by Karl Lindt, and painted in 1920.");
        _files.Write("other.txt", "The telescope of an observatory, far away and unknown to most, was moved in 1950 by Ida Holm.");
        await Ingest();
        var found = await new Retriever(_memory.Store).FindAsync("observatory", 2);
        Assert.Equal([39, 0], found.Select(passage => passage.Copies.Count));
    }

    [Fact]
    public async Task A_question_that_is_near_nothing_and_shares_no_word_finds_nothing()
    {
        await Ingest();
        foreach (var ranking in (Ranking[])[Ranking.Vector, Ranking.Hybrid])
        {
            var options = new RetrievalOptions { Ranking = ranking };
            Assert.Empty(await new Retriever(_memory.Store, _encoder, options).SearchAsync("xyzzy", 5));
            Assert.NotEmpty(await new Retriever(_memory.Store, _encoder, options with { LeastCosine = -1 }).SearchAsync("xyzzy", 5));
        }
    }

    [Fact]
    public async Task Either_Chinese_script_is_embedded_as_the_simplified_one()
    {
        var (traditional, simplified) = (await _encoder.EmbedAsync(["玫瑰開了"]), await _encoder.EmbedAsync(["玫瑰开了"]));
        Assert.Equal(simplified[0].ToArray(), traditional[0].ToArray());
    }

    [Fact]
    public async Task A_hybrid_score_is_the_weighted_cosine_and_BM25_and_shows_both()
    {
        await Ingest();
        var options = new RetrievalOptions { Fusion = Fusion.Raw(vector: 7) };
        var hit = (await new Retriever(_memory.Store, _encoder, options).SearchAsync("tulips in the hall", 3))[0];
        Assert.Equal("rose.txt", Path.GetFileName(hit.Item.Source));
        Assert.True(hit is { Words: > 0, Cosine: > .9 });
        Assert.Equal(7 * hit.Cosine!.Value + hit.Words!.Value, hit.Score, 6);
    }

    [Fact]
    public async Task Files_are_embedded_together()
    {
        for (var i = 0; i < 300; i++) _files.Write($"more/{i}.txt", $"Note {i} about a watch.");
        await Ingest();
        Assert.Equal(303, (await _memory.Store.StatisticsAsync()).Vectors);
        Assert.True(_generator.Calls.Count <= 4);
    }

    [Fact]
    public async Task The_question_that_was_embedded_last_is_at_hand()
    {
        Assert.Equal((await _encoder.EmbedAsync("tulips")).ToArray(), (await _encoder.EmbedAsync("tulips")).ToArray());
        Assert.Equal([1], _generator.Calls);
        Assert.NotEqual((await _encoder.EmbedAsync("clocks")).ToArray(), (await _encoder.EmbedAsync("tulips")).ToArray());
    }

    [Fact]
    public async Task A_file_that_has_not_changed_is_not_embedded_again()
    {
        await Ingest();
        _generator.Calls.Clear();
        _files.Write("clock.txt", "The watch ticks.");
        var report = await Ingest();
        Assert.Equal((1, 2), (report.Updated, report.Unchanged));
        Assert.Equal([1], _generator.Calls);
        Assert.Equal("clock.txt", (await Search("pendulum", Ranking.Vector))[0]);
    }

    [Fact]
    public async Task A_picture_whose_encoder_shares_the_space_is_found_among_passages()
    {
        await Ingest();
        using var folder = new TemporaryFolder();
        await using (var store = EmbeddedMemory.Open(folder.Path, options: new MemoryOptions { Encoder = _encoder.Encoder }))
        {
            await store.UpsertAsync(await _memory.Store.ScanAsync().ToListAsync());
            await store.CommitAsync();
        }
        await using var mixed = EmbeddedMemory.Open(folder.Path, options: new MemoryOptions { Encoder = new EmbeddingSource("pictures", 3) { Space = "subjects" } });
        await mixed.UpsertAsync([new Item { Source = "garden.jpg", Ordinal = 0, Modality = Modality.Image, Text = "", Embedding = new float[] { 2, 0, .1f } }]);
        await mixed.CommitAsync();

        var found = await new Retriever(mixed, _encoder).SearchAsync("tulips", 3);

        Assert.Equal(["garden.jpg", "rose.txt", "stone.txt"], found.Select(hit => Path.GetFileName(hit.Item.Source)).Order());
    }

    [Fact]
    public async Task Encoders_that_embed_alike_agree_whatever_they_are_called()
    {
        using var same = new PassageEncoder(new SubjectGenerator(), new EmbeddingSource("topics", 3));
        using var turned = new PassageEncoder(new SubjectGenerator(turned: true), new EmbeddingSource("topics", 3));
        Assert.True(await _encoder.AgreesAsync(same));
        Assert.False(await _encoder.AgreesAsync(turned));
        Assert.Equal(("subjects", 3), (same.As(_encoder.Encoder).Encoder.Name, (await same.As(_encoder.Encoder).EmbedAsync("rose")).Length));
    }

    [Fact]
    public async Task Without_an_encoder_words_alone_count()
    {
        await using var words = new TemporaryMemory();
        await new RagEngine(words.Store).IngestAsync([_files.Path]);
        Assert.Empty(await new RagEngine(words.Store).SearchAsync("tulips"));
        Assert.Null((await new RagEngine(words.Store).SearchAsync("rose"))[0].Hit.Cosine);
    }

    private Task<Rag.Engine.Ingest.IngestReport> Ingest() => new RagEngine(_memory.Store, _encoder).IngestAsync([_files.Path]);

    private async Task<List<string?>> Search(string query, Ranking ranking)
    {
        var hits = await new Retriever(_memory.Store, _encoder, new RetrievalOptions { Ranking = ranking }).SearchAsync(query, 3);
        return [.. hits.Select(hit => Path.GetFileName(hit.Item.Source))];
    }
}
