using Rag.Engine.Evaluation;
using Rag.Engine.Retrieval;
using Rag.Memory;

namespace Rag.Engine.Tests.Retrieval;

public sealed class RetrieverTests : IDisposable
{
    private readonly TemporaryFolder _files = new();
    private readonly SubjectGenerator _generator = new();
    private readonly PassageEncoder _encoder;
    private readonly TemporaryMemory _memory;

    public RetrieverTests()
    {
        _encoder = new PassageEncoder(_generator, new Encoder("subjects", 3));
        _memory = new TemporaryMemory(new MemoryOptions { Encoder = _encoder.Encoder });
        _files.Write("rose.txt", "The rose stands in the hall.");
        _files.Write("clock.txt", "The pendulum swings in the tower.");
        _files.Write("stone.txt", "The flower shop sold a stone.");
    }

    public void Dispose()
    {
        _memory.Dispose();
        _encoder.Dispose();
        _files.Dispose();
    }

    [Fact]
    public void A_passage_that_shares_no_word_is_found_by_its_embedding()
    {
        Ingest();
        Assert.Empty(Search("tulips", Ranking.Words));
        Assert.Equal("rose.txt", Search("tulips", Ranking.Vector)[0]);
        Assert.Equal("rose.txt", Search("tulips", Ranking.Hybrid)[0]);
    }

    [Fact]
    public void A_hybrid_score_is_the_weighted_cosine_and_BM25_and_shows_both()
    {
        Ingest();
        var options = new RetrievalOptions { Fusion = Fusion.Raw(vector: 7) };
        var hit = new Retriever(_memory.Store, _encoder, options).Search("tulips in the hall", 3)[0];
        Assert.Equal("rose.txt", Path.GetFileName(hit.Item.Source));
        Assert.True(hit is { Words: > 0, Cosine: > .9 });
        Assert.Equal(7 * hit.Cosine!.Value + hit.Words!.Value, hit.Score, 6);
    }

    [Fact]
    public void Files_are_embedded_together()
    {
        for (var i = 0; i < 300; i++) _files.Write($"more/{i}.txt", $"Note {i} about a watch.");
        Ingest();
        Assert.Equal(303, _memory.Store.Statistics().Vectors);
        Assert.True(_generator.Calls.Count <= 4);
    }

    [Fact]
    public void The_question_that_was_embedded_last_is_at_hand()
    {
        Assert.Equal(_encoder.Embed("tulips").ToArray(), _encoder.Embed("tulips").ToArray());
        Assert.Equal([1], _generator.Calls);
        Assert.NotEqual(_encoder.Embed("clocks").ToArray(), _encoder.Embed("tulips").ToArray());
    }

    [Fact]
    public void A_file_that_has_not_changed_is_not_embedded_again()
    {
        Ingest();
        _generator.Calls.Clear();
        _files.Write("clock.txt", "The watch ticks.");
        var report = Ingest();
        Assert.Equal((1, 2), (report.Updated, report.Unchanged));
        Assert.Equal([1], _generator.Calls);
        Assert.Equal("clock.txt", Search("pendulum", Ranking.Vector)[0]);
    }

    [Fact]
    public void A_picture_whose_encoder_shares_the_space_is_found_among_passages()
    {
        Ingest();
        using var folder = new TemporaryFolder();
        using (var store = MemoryStore.Open(folder.Path, options: new MemoryOptions { Encoder = _encoder.Encoder }))
        {
            store.Upsert([.. _memory.Store.Scan()]);
            store.Commit();
        }
        using var mixed = MemoryStore.Open(folder.Path, options: new MemoryOptions { Encoder = new Encoder("pictures", 3) { Space = "subjects" } });
        mixed.Upsert([new Item { Source = "garden.jpg", Ordinal = 0, Modality = Modality.Image, Text = "", Embedding = new float[] { 2, 0, .1f } }]);
        mixed.Commit();

        var found = new Retriever(mixed, _encoder).Search("tulips", 3);

        Assert.Equal(["garden.jpg", "rose.txt", "stone.txt"], found.Select(hit => Path.GetFileName(hit.Item.Source)).Order());
    }

    [Fact]
    public void Encoders_that_embed_alike_agree_whatever_they_are_called()
    {
        using var same = new PassageEncoder(new SubjectGenerator(), new Encoder("topics", 3));
        using var turned = new PassageEncoder(new SubjectGenerator(turned: true), new Encoder("topics", 3));
        Assert.True(_encoder.Agrees(same));
        Assert.False(_encoder.Agrees(turned));
        Assert.Equal(("subjects", 3), (same.As(_encoder.Encoder).Encoder.Name, same.As(_encoder.Encoder).Embed("rose").Length));
    }

    [Fact]
    public async Task Without_an_encoder_words_alone_count()
    {
        using var words = new TemporaryMemory();
        await new RagEngine(words.Store).IngestAsync([_files.Path]);
        Assert.Empty(new RagEngine(words.Store).Search("tulips"));
        Assert.Null(new RagEngine(words.Store).Search("rose")[0].Cosine);
    }

    private Rag.Engine.Ingest.IngestReport Ingest() => new RagEngine(_memory.Store, _encoder).IngestAsync([_files.Path]).GetAwaiter().GetResult();

    private List<string?> Search(string query, Ranking ranking) =>
        [.. new Retriever(_memory.Store, _encoder, new RetrievalOptions { Ranking = ranking }).Search(query, 3).Select(hit => Path.GetFileName(hit.Item.Source))];
}
