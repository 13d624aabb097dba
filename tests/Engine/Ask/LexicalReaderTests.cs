using Rag.Engine.Ask;
using Rag.Memory;
using Rag.Memory.Embedded;

namespace Rag.Engine.Tests.Ask;

public sealed class LexicalReaderTests : IAsyncLifetime, IDisposable
{
    private const string Harbour = "The harbour froze in 1895. Two ships were crushed by the ice. The pilot was Mary Dunne.";
    private const string Kitchen = "The soup is made of kelp. It is served at noon by Mary.";
    private const string Chinese = "灯塔建于一八六一年。灯塔由林文设计。";

    private readonly TemporaryFolder _folder = new();
    private readonly EmbeddedMemory _memory;

    public LexicalReaderTests() => _memory = EmbeddedMemory.Open(_folder["store"]);

    public async Task InitializeAsync()
    {
        foreach (var (source, text) in new[] { ("harbour", Harbour), ("kitchen", Kitchen), ("zh", Chinese) })
            await _memory.ReplaceAsync(source, "h", [new Item { Source = source, Ordinal = 0, Start = 100, End = 100 + text.Length, Text = text }]);
        await _memory.CommitAsync();
    }

    public Task DisposeAsync() => _memory.DisposeAsync().AsTask();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("How many ships were crushed by the ice?", "Two ships were crushed by the ice.")]
    [InlineData("Who was the pilot?", "The pilot was Mary Dunne.")]
    [InlineData("What is the soup made of?", "The soup is made of kelp.")]
    [InlineData("灯塔是谁设计的？", "灯塔由林文设计。")]
    public async Task The_sentence_that_covers_most_of_the_question_is_the_answer(string question, string answer) =>
        Assert.Equal(answer, (await Ask(question)).Text);

    [Fact]
    public async Task A_citation_counts_from_the_beginning_of_the_source()
    {
        var citation = (await Ask("How many ships were crushed by the ice?")).Citations[0];
        Assert.Equal("harbour", citation.Source);
        Assert.Equal(Harbour[(citation.Start - 100)..(citation.End - 100)], citation.Text);
    }

    [Fact]
    public async Task Only_sentences_that_carry_the_answer_about_as_well_are_cited_beside_it()
    {
        var citations = (await Ask("How many ships were crushed by the ice?")).Citations;
        Assert.Equal("Two ships were crushed by the ice.", Assert.Single(citations).Text);
    }

    [Fact]
    public async Task Words_that_occur_nowhere_keep_it_from_answering_though_it_shows_what_came_closest()
    {
        var answer = await Ask("Which zeppelin crashed into the opera house during the harbour festival?");
        Assert.True(answer.Abstained);
        Assert.NotEmpty(answer.Citations);
        Assert.True(answer.Confidence < new LexicalReaderOptions().Threshold);
    }

    [Fact]
    public async Task Without_passages_it_abstains()
    {
        var answer = await new LexicalReader(_memory).ReadAsync("Where is the harbour?", []);
        Assert.True(answer.Abstained);
        Assert.Empty(answer.Citations);
        Assert.Equal(0, answer.Confidence);
    }

    [Fact]
    public async Task A_heading_speaks_for_the_sentences_under_it()
    {
        await using var other = await Ingested("shop.md", "# Warranty period\n\nTwo years from the day of purchase.\n\n# Delivery costs\n\nFree above fifty euros.\n");
        var answer = await new RagEngine(other).AskAsync("What is the warranty period?");
        Assert.Equal("Two years from the day of purchase.", answer.Text);
    }

    [Fact]
    public async Task A_sentence_that_only_repeats_the_question_is_no_answer()
    {
        await using var other = await Ingested("faq.txt", "The opening of the lock.\n\nThe opening of the lock is at nine.\n");
        Assert.Equal("The opening of the lock is at nine.", (await new RagEngine(other).AskAsync("When is the opening of the lock?")).Text);
    }

    [Theory]
    [InlineData("south whale", "south,whale,1849")]
    [InlineData("What is the oil of the south lamp?", "south,whale,1849")]
    public async Task Rows_of_a_table_are_answers_of_their_own_but_for_the_one_that_names_the_columns(string question, string row)
    {
        await using var other = await Ingested("lamps.csv", "lamp,oil,year\nnorth,colza,1861\nsouth,whale,1849\n");
        Assert.Equal(row, (await new RagEngine(other).AskAsync(question)).Text);
    }

    private async Task<EmbeddedMemory> Ingested(string file, string text)
    {
        var path = _folder.Write($"files/{file}", text);
        var memory = EmbeddedMemory.Open(_folder["other"]);
        await new RagEngine(memory).IngestAsync([path]);
        return memory;
    }

    private ValueTask<Answer> Ask(string question) => new RagEngine(_memory).AskAsync(question);
}
