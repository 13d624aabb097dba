using System.CommandLine;
using Rag.Encoders.Text.Tokenizers.Training;

namespace Rag.Host.CommandLine;

/// <summary><c>rag train tokenizer</c>: a byte-level vocabulary of one's own.</summary>
internal static class TrainTokenizerCommand
{
    private const int LeastSize = 300, MostSize = 1_000_000;

    public static Command Create(Terminal terminal)
    {
        var data = new Option<string[]>("--data") { Description = "Documents and question sets to learn from", Required = true, AllowMultipleArgumentsPerToken = true };
        var size = new Option<int>("--size") { Description = "Tokens of the vocabulary", DefaultValueFactory = _ => 16_000 };
        Options.AcceptOnly(size, LeastSize, MostSize);
        var output = new Option<string>("-o") { Description = "The file to write", DefaultValueFactory = _ => "tokenizer.json" };
        var command = new Command("tokenizer", "Learn a byte-level vocabulary (BPE) from texts in any language") { data, size, output };
        command.SetAction((parsed, cancel) =>
        {
            Train(terminal, parsed.GetValue(data)!, new BytePairOptions(parsed.GetValue(size)), parsed.GetValue(output)!, cancel);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static void Train(Terminal terminal, string[] files, BytePairOptions options, string output, CancellationToken cancel)
    {
        var words = terminal.Progress("files", step => Count(files, step, cancel));
        var vocabulary = terminal.Progress("tokens", step => BytePairTraining.Learn(words, options, step, cancel));
        vocabulary.Write(output);
        terminal.Note($"{vocabulary.Count:N0} tokens are in {output}.");
    }

    private static WordCounts Count(string[] files, Action<int, int> step, CancellationToken cancel)
    {
        var words = new WordCounts();
        foreach (var (i, file) in files.Index())
        {
            foreach (var text in TrainingTexts.Read(file, cancel))
            {
                cancel.ThrowIfCancellationRequested();
                words.Add(text);
            }
            step(i + 1, files.Length);
        }
        return words;
    }
}
