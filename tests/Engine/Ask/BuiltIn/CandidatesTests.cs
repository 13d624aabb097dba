using Rag.Engine.Ask.BuiltIn;
using Rag.Engine.Ask.Reading;
using Rag.Engine.Evaluation;
using Rag.Engine.Retrieval;
using Rag.Engine.Tests.Retrieval;
using Rag.Memory;
using Rag.Tests.Engine.Ask.Reading;

namespace Rag.Tests.Engine.Ask.BuiltIn;

[Collection(GlobalGenerator.Name)]
public sealed class CandidatesTests : IAsyncLifetime, IDisposable
{
    private const string Text = "Tower King River\nWhere is the tower?\nThe tower is in Oslo.\nThe river is green near the old house.";

    private readonly SmallReader _small = new();
    private readonly Reader _reader;
    private readonly TemporaryMemory _memory = new();

    public CandidatesTests() => _reader = _small.Open();

    public async Task InitializeAsync()
    {
        await _memory.Store.ReplaceAsync("a", "a", [new Item
        {
            Source = "a", Ordinal = 0, Text = Text, End = Text.Length, Heading = "flower",
            Metadata = new Dictionary<string, string> { ["sentences"] = "0 16 17 36 37 58 59 97", ["kinds"] = "hppp" },
        }]);
        await _memory.Store.CommitAsync();
    }

    public Task DisposeAsync() => _memory.DisposeAsync().AsTask();

    public void Dispose()
    {
        _reader.Dispose();
        _small.Dispose();
    }

    [Fact]
    public async Task Every_sentence_that_can_answer_has_a_span_of_its_own()
    {
        var candidates = await Of(null);
        Assert.Contains(candidates, candidate => Shown(candidate) == "The tower is in Oslo.");
        Assert.Contains(candidates, candidate => Shown(candidate) == "The river is green near the old house.");
    }

    [Fact]
    public async Task Questions_and_header_rows_are_not_shown() =>
        Assert.All(await Of(null), candidate => Assert.False(Shown(candidate).Contains('?') || Shown(candidate).StartsWith("Tower King", StringComparison.Ordinal), Shown(candidate)));

    [Fact]
    public async Task What_the_words_of_the_question_cover_is_evidence()
    {
        var candidates = await Of(null);
        Assert.True(
            candidates.First(candidate => Shown(candidate).StartsWith("The tower", StringComparison.Ordinal)).Evidence.Coverage
            > candidates.First(candidate => Shown(candidate).StartsWith("The river", StringComparison.Ordinal)).Evidence.Coverage);
        Assert.All(candidates, candidate => Assert.Equal(0, candidate.Evidence.Likeness));
    }

    [Fact]
    public async Task With_an_encoder_sentences_under_their_headings_are_compared_with_the_question()
    {
        using var encoder = new PassageEncoder(new SubjectGenerator(), new EmbeddingSource("subjects", 3));
        Assert.All(await Of(encoder, "Where is the tower, a rose?"), candidate => Assert.True(candidate.Evidence.Likeness > .9));
    }

    private async Task<IReadOnlyList<Candidate>> Of(PassageEncoder? encoder, string question = "Where is the tower?")
    {
        IReadOnlyList<FoundPassage> found = [new FoundPassage((await _memory.Store.SearchAsync(new SearchQuery { Words = "tower", K = 1 }))[0], [])];
        return await new BuiltInReader(_reader, Judgement.Unfitted, _memory.Store, encoder).ConsiderAsync(question, found);
    }

    private static string Shown(Candidate candidate) => Text[candidate.Shown.Start..candidate.Shown.End];
}
