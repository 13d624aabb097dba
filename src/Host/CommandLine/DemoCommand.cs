using System.CommandLine;
using System.Diagnostics;
using Rag.Encoders.Hub;
using Rag.Engine;
using Rag.Engine.Ask;
using Rag.Engine.Ask.BuiltIn;
using Rag.Engine.Evaluation;
using Rag.Memory;
using Spectre.Console;

namespace Rag.Host.CommandLine;

/// <summary><c>rag demo</c>: takes the shipped corpus in, asks some of its questions and shows how all of them fare.</summary>
internal static class DemoCommand
{
    /// <summary>One question of each kind is shown in full: English, Chinese, and one that nothing answers.</summary>
    private static readonly string[] _shown = ["q02", "q05", "q34", "q42", "q51"];

    public static Command Create(Terminal terminal, ModelLibrary library)
    {
        var command = new Command("demo", "Ingest the corpus that comes with rag and ask it questions: nothing to set up");
        command.SetAction((parsed, cancel) => Run(terminal, library, cancel));
        return command;
    }

    private static async Task<int> Run(Terminal terminal, ModelLibrary library, CancellationToken cancel)
    {
        var corpus = Path.Combine(AppContext.BaseDirectory, "corpus");
        var documents = Path.Combine(corpus, "documents");
        var questions = CorpusQuestion.Read(Path.Combine(corpus, "questions.jsonl"));
        var console = terminal.Results;

        using var encoder = ModelChoice.Default(library);
        using var weights = encoder is null ? null : ReaderWeights.Default(library, encoder);
        await using var memory = new TemporaryMemory(new MemoryOptions { Encoder = encoder?.Encoder, States = weights is null ? StateForm.None : StateForm.EightBits });
        var clock = Stopwatch.StartNew();
        var report = await IngestCommand.RunAsync(memory.Store, encoder, [documents], terminal, cancel, weights?.Reader);
        console.MarkupLineInterpolated($"Read [bold]{report.Added}[/] documents into {await memory.Store.CountAsync(cancel)} passages in {clock.Elapsed.TotalSeconds:0.0} s.");

        var reader = weights is null ? null : new BuiltInReader(weights.Reader, weights.Judgement, memory.Store, encoder);
        var engine = new RagEngine(memory.Store, encoder, reader: reader);
        foreach (var question in questions.Where(question => _shown.Contains(question.Id)))
        {
            cancel.ThrowIfCancellationRequested();
            console.WriteLine();
            console.MarkupLineInterpolated($"[bold blue]» {question.Question}[/]");
            AskCommand.Write(await engine.AskAsync(question.Question, cancellationToken: cancel), console, corpus);
        }

        console.WriteLine();
        console.MarkupLineInterpolated($"[bold blue]All {questions.Count} questions of the corpus[/]");
        console.Write(await Tally(engine, questions, corpus, cancel));
        console.MarkupLine("Your own documents: [bold]rag ingest FOLDER[/], then [bold]rag ask \"QUESTION\"[/].");
        return report.Problems.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<Table> Tally(RagEngine engine, IReadOnlyList<CorpusQuestion> questions, string corpus, CancellationToken cancel)
    {
        var answers = new List<(CorpusQuestion Question, Answer Answer)>();
        foreach (var question in questions) answers.Add((question, await engine.AskAsync(question.Question, cancellationToken: cancel)));
        var answerable = answers.Where(pair => pair.Question.Answerable).ToList();
        var unanswerable = answers.Where(pair => !pair.Question.Answerable).ToList();
        return new Table().Border(TableBorder.Rounded).AddColumn("").AddColumn("questions").AddColumn("of")
            .AddRow("the cited sentence holds the answer", $"{answerable.Count(HoldsAnswer)}", $"{answerable.Count}")
            .AddRow("the right document is cited first", $"{answerable.Count(pair => CitesSource(pair.Answer, pair.Question, corpus))}", $"{answerable.Count}")
            .AddRow("no answer in the corpus, and it says so", $"{unanswerable.Count(pair => pair.Answer.Abstained)}", $"{unanswerable.Count}");
    }

    private static bool HoldsAnswer((CorpusQuestion Question, Answer Answer) pair) =>
        !pair.Answer.Abstained && pair.Question.Answers.Any(answer => Squeezed($"{pair.Answer.Text}\n{pair.Answer.Citations[0].Text}").Contains(Squeezed(answer)));

    private static bool CitesSource(Answer answer, CorpusQuestion question, string corpus) =>
        !answer.Abstained && question.Sources.Contains(Path.GetRelativePath(corpus, answer.Citations[0].Source).Replace('\\', '/'));

    private static string Squeezed(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();
}
