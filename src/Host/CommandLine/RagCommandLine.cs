using System.CommandLine;
using Rag.Attention.Inference;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.DataSets;
using Rag.Encoders.Hub;
using Rag.Encoders.Text.Tokenizers;
using Rag.Encoders.Training;
using Rag.Engine;
using Rag.Files;
using Rag.Files.Documents;
using Rag.Files.Media;
using Rag.Memory;

namespace Rag.Host.CommandLine;

/// <summary>The <c>rag</c> command: its subcommands, and how what they throw becomes one line and an exit code.</summary>
internal static class RagCommandLine
{
    public static async Task<int> Run(string[] args, Terminal terminal, CancellationToken cancel = default)
    {
        var library = ModelLibrary.OfUser(Environment.GetEnvironmentVariable);
        var precision = new Option<Precision>("--precision")
        {
            Description = "What models compute with: bf16 takes half the time where the processor has it, fp32 is exact",
            DefaultValueFactory = _ => Precision.Fastest,
            Recursive = true,
        };
        var parsed = Create(terminal, library, precision).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var problem in parsed.Errors) terminal.Problem(problem.Message);
            terminal.Note("Run 'rag --help' or 'rag COMMAND --help' for what is understood.");
            return ExitCode.BadInput;
        }

        try
        {
            library.Precision = parsed.GetValue(precision);
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, cancel);
        }
        catch (Exception e) when (e is BadInputException or DocumentException or MemoryException { IsFailure: false } or TrainingException
            or DataSetException or MediaException or NoFileException or CheckpointException or TokenizerException
            or HubException { IsRefusal: true })
        {
            terminal.Problem(e.Message);
            return ExitCode.BadInput;
        }
        catch (OperationCanceledException)
        {
            terminal.Problem("stopped");
            return ExitCode.Failed;
        }
        catch (Exception e) when (e is MemoryException or IOException or UnauthorizedAccessException or TensorLibraryException)
        {
            terminal.Problem(e.Message);
            return ExitCode.Failed;
        }
    }

    private static RootCommand Create(Terminal terminal, ModelLibrary library, Option precision) => new("Answers questions over your documents, offline, with citations you can check.")
    {
        precision,
        DemoCommand.Create(terminal, library),
        IngestCommand.Create(terminal, library),
        SearchCommand.Create(terminal, library),
        TextCommand.Create(terminal),
        AskCommand.Create(terminal, library),
        TranscribeCommand.Create(terminal, library),
        AlignCommand.Create(terminal, library),
        CaptionCommand.Create(terminal, library),
        EvalCommand.Create(terminal, library),
        MemoryCommand.Create(terminal),
        ReindexCommand.Create(terminal, library),
        ModelsCommand.Create(terminal, library),
        EmbedCommand.Create(terminal, library),
        BenchCommand.Create(terminal, library),
        LabCommand.Create(terminal),
        TrainCommand.Create(terminal, library),
    };
}
