using Rag.Engine.Ask;
using Rag.Engine.Retrieval;
using Rag.Memory;
using Rag.Memory.Embedded;

namespace Rag.Engine.Tests.Ask;

public sealed class AnsweringTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly EmbeddedMemory _memory;

    public AnsweringTests() => _memory = EmbeddedMemory.Open(_folder["store"]);

    public async Task InitializeAsync()
    {
        await Add("errors", "Error 0x80070005 means access denied. Error E0382 is about a moved value.");
        await Add("versions", "Version 3.1.10 mends the printer. Ms Dunne wrote it.");
        await Add("floor", "The first floor office is open.");
        await _memory.CommitAsync();
    }

    public Task DisposeAsync() => _memory.DisposeAsync().AsTask();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("What does error E0499 mean?", "E0499")]
    [InlineData("What does error 0x80070006 mean?", "0x80070006")]
    [InlineData("What does version 3.10.1 mend?", "3.10.1")]
    [InlineData("What did Zelda Harper write about version 3.1.10?", "Zelda Harper")]
    public async Task What_the_question_calls_by_a_name_that_stands_nowhere_is_reason_to_abstain(string question, string unknown)
    {
        var answer = await Ask(question);
        Assert.True(answer.Abstained);
        Assert.Contains($"\"{unknown}\" stands nowhere", Assert.Single(answer.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("What does error 0x80070005 mean?")]
    [InlineData("What does version 3.1.10 mend?")]
    [InlineData("What did Zelda Dunne write about version 3.1.10?")]
    [InlineData("What is the access limit of 5 GB?")]
    public async Task Known_names_are_no_hindrance(string question) => Assert.Empty((await Ask(question)).Notes);

    [Theory]
    [InlineData("What is the of a first?")]
    [InlineData("Who is it?")]
    public async Task A_question_of_function_words_alone_has_no_answer(string question) => Assert.True((await Ask(question)).Abstained);

    [Theory]
    [InlineData("")]
    [InlineData(" \t")]
    [InlineData("？？？")]
    public async Task A_question_without_a_word_is_refused(string question) =>
        Assert.Contains("empty", (await Assert.ThrowsAsync<BadInputException>(() => Ask(question).AsTask())).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Ten_thousand_words_do_no_harm() =>
        Assert.InRange((await Ask(string.Join(' ', Enumerable.Range(0, 10_000).Select(i => $"Word{i} printer")))).Confidence, 0, 1);

    [Fact]
    public async Task An_empty_collection_has_no_answer()
    {
        await using var empty = EmbeddedMemory.Open(_folder["empty"]);
        Assert.True((await new RagEngine(empty).AskAsync("Where is the printer?")).Abstained);
    }

    [Fact]
    public async Task Copies_of_a_text_are_one_passage_with_several_places()
    {
        for (var i = 0; i < 8; i++) await Add($"copy{i}", "The observatory of Harrow was built in 1874 on the hill by the river.");
        await Add("other", "The observatory closes at five.");
        await _memory.CommitAsync();
        var reader = new ListeningReader();
        await new RagEngine(_memory, reader: reader).AskAsync("When does the observatory close?", new AskOptions { Passages = 3 });
        Assert.Equal(7, reader.Passages.Single(passage => passage.Item.Text.Contains("Harrow", StringComparison.Ordinal)).Copies.Count);
        Assert.Contains(reader.Passages, passage => passage.Item.Source == "other");
    }

    private ValueTask Add(string source, string text) =>
        _memory.ReplaceAsync(source, "h", [new Item { Source = source, Ordinal = 0, End = text.Length, Text = text }]);

    private ValueTask<Answer> Ask(string question) => new RagEngine(_memory).AskAsync(question);

    private sealed class ListeningReader : IReader
    {
        public string Name => "listening";

        public IReadOnlyList<FoundPassage> Passages { get; private set; } = [];

        public ValueTask<Answer> ReadAsync(string question, IReadOnlyList<FoundPassage> passages, CancellationToken cancellationToken = default)
        {
            Passages = passages;
            return ValueTask.FromResult(new Answer(question, null, 0, Name, []));
        }
    }
}
