using Rag.Engine.Ask;
using Rag.Memory;

namespace Rag.Engine.Tests.Ask;

public sealed class LexicalReaderTests : IDisposable
{
    private const string Harbour = "The harbour froze in 1895. Two ships were crushed by the ice. The pilot was Mary Dunne.";
    private const string Kitchen = "The soup is made of kelp. It is served at noon by Mary.";
    private const string Chinese = "灯塔建于一八六一年。灯塔由林文设计。";

    private readonly TemporaryFolder _folder = new();
    private readonly MemoryStore _memory;

    public LexicalReaderTests()
    {
        _memory = MemoryStore.Open(_folder["store"]);
        foreach (var (source, text) in new[] { ("harbour", Harbour), ("kitchen", Kitchen), ("zh", Chinese) })
            _memory.Replace(source, "h", [new Item { Source = source, Ordinal = 0, Start = 100, End = 100 + text.Length, Text = text }]);
        _memory.Commit();
    }

    public void Dispose()
    {
        _memory.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("How many ships were crushed by the ice?", "Two ships were crushed by the ice.")]
    [InlineData("Who was the pilot?", "The pilot was Mary Dunne.")]
    [InlineData("What is the soup made of?", "The soup is made of kelp.")]
    [InlineData("灯塔是谁设计的？", "灯塔由林文设计。")]
    public void The_sentence_that_covers_most_of_the_question_is_the_answer(string question, string answer) =>
        Assert.Equal(answer, Ask(question).Text);

    [Fact]
    public void A_citation_counts_from_the_beginning_of_the_source()
    {
        var citation = Ask("How many ships were crushed by the ice?").Citations[0];
        Assert.Equal("harbour", citation.Source);
        Assert.Equal(Harbour[(citation.Start - 100)..(citation.End - 100)], citation.Text);
    }

    [Fact]
    public void Only_sentences_that_carry_the_answer_about_as_well_are_cited_beside_it()
    {
        var citations = Ask("How many ships were crushed by the ice?").Citations;
        Assert.Equal("Two ships were crushed by the ice.", Assert.Single(citations).Text);
    }

    [Fact]
    public void Words_that_occur_nowhere_keep_it_from_answering_though_it_shows_what_came_closest()
    {
        var answer = Ask("Which zeppelin crashed into the opera house during the harbour festival?");
        Assert.True(answer.Abstained);
        Assert.NotEmpty(answer.Citations);
        Assert.True(answer.Confidence < new LexicalReaderOptions().Threshold);
    }

    [Fact]
    public void Without_passages_it_abstains()
    {
        var answer = new LexicalReader(_memory).Read("Where is the harbour?", []);
        Assert.True(answer.Abstained);
        Assert.Empty(answer.Citations);
        Assert.Equal(0, answer.Confidence);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Who is it?")]
    [InlineData("？？？")]
    public void A_question_without_content_does_no_harm(string question) => Assert.InRange(Ask(question).Confidence, 0, 1);

    [Fact]
    public void Rows_of_a_table_are_answers_of_their_own()
    {
        _folder.Write("files/lamps.csv", "lamp,oil,year\nnorth,colza,1861\nsouth,whale,1849\n");
        using var other = MemoryStore.Open(_folder["other"]);
        var engine = new RagEngine(other);
        engine.Ingest([_folder["files"]]);
        Assert.Equal("south,whale,1849", engine.Ask("south whale").Text);
    }

    private Answer Ask(string question) => new RagEngine(_memory).Ask(question);
}
