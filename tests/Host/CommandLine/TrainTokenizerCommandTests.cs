using Rag.Encoders.Text.Tokenizers;
using Rag.Host.CommandLine;

namespace Rag.Host.Tests.CommandLine;

public sealed class TrainTokenizerCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _texts;
    private readonly string _output;

    public TrainTokenizerCommandTests()
    {
        _texts = _folder.Write("texts.txt", string.Concat(Enumerable.Repeat("The tide clock strikes.\n潮汐钟。\n", 9)));
        _output = _folder["tokenizer.json"];
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_writes_a_tokenizer_that_knows_the_words_of_the_documents()
    {
        Assert.Equal(ExitCode.Done, (await Train("--data", _texts, "--size", "320", "-o", _output)).ExitCode);

        var tokenizer = Tokenizer.Load(_output);
        Assert.Equal(["Ġtide", "Ġclock"], tokenizer.Encode(" tide clock").Tokens);
        Assert.Single(tokenizer.Encode("潮汐钟").Ids);
    }

    [Fact]
    public async Task It_learns_from_paragraphs_and_questions_of_a_question_set_and_from_nothing_else_of_it()
    {
        var set = _folder.Write("set.json", """
            {"data": [{"title": "zzzz zzzz zzzz", "paragraphs": [{"context": "tick tick tick tick", "qas": [
              {"id": "yyyy yyyy yyyy", "question": "tock tock tock tock", "answers": [{"text": "xxxx xxxx xxxx", "answer_start": 0}]}]}]}]}
            """);

        Assert.Equal(ExitCode.Done, (await Train("--data", set, "-o", _output)).ExitCode);

        var tokenizer = Tokenizer.Load(_output);
        Assert.Equal(["Ġtick", "Ġtock"], tokenizer.Encode(" tick tock").Tokens);
        Assert.Equal(12, tokenizer.Encode("zzzzyyyyxxxx").Tokens.Length);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named_in_one_line_and_nothing_is_written()
    {
        var (exitCode, error) = await Train("--data", _texts, _folder["absent.txt"], "-o", _output);

        Assert.Equal(ExitCode.BadInput, exitCode);
        Assert.Contains(_folder["absent.txt"], Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.False(File.Exists(_output));
    }

    [Fact]
    public async Task Stopped_it_leaves_the_old_file()
    {
        File.WriteAllText(_output, "old");

        var (exitCode, _) = await Train(["--data", _texts, "-o", _output], new CancellationToken(canceled: true));

        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.Equal("old", File.ReadAllText(_output));
    }

    private static Task<(int ExitCode, string Error)> Train(params string[] options) => Train(options, CancellationToken.None);

    private static async Task<(int ExitCode, string Error)> Train(string[] options, CancellationToken cancel)
    {
        using var error = new StringWriter();
        var exitCode = await RagCommandLine.Run(["train", "tokenizer", .. options], new Terminal(TextWriter.Null, error, interactive: false), cancel);
        return (exitCode, error.ToString());
    }
}
