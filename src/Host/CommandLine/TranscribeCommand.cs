using System.CommandLine;
using System.Diagnostics;
using Rag.Encoders.Hub;
using Rag.Engine;
using Rag.Engine.Transcribe;
using Rag.Files;
using Rag.Files.Media;

namespace Rag.Host.CommandLine;

/// <summary><c>rag transcribe AUDIO...</c>: writes down what is said in recordings and films.</summary>
internal static class TranscribeCommand
{
    public static Command Create(Terminal terminal, ModelLibrary library)
    {
        var audio = new Argument<string[]>("audio") { Description = "Files of sound, or films for theirs", Arity = ArgumentArity.OneOrMore };
        var translate = new Option<bool>("--translate") { Description = "Write English, whatever is spoken" };
        var format = new Option<TranscriptFormat>("--format") { Description = "What is written: txt, srt, vtt, json or tsv" };
        format.AcceptOnlyFromAmong([.. Enum.GetNames<TranscriptFormat>().Select(name => name.ToLowerInvariant())]);
        var output = new Option<string?>("-o") { Description = "Folder for the transcripts, NAME.FORMAT each; those that are there already, and not older than the recording, are done" };
        var choice = new TranscriberChoice(library);
        var command = new Command("transcribe", "Write down what is said in recordings") { audio, translate, format, output };
        choice.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var jobs = Jobs(parsed.GetValue(audio)!, parsed.GetValue(output), parsed.GetValue(format));
            using var model = choice.OpenModel(parsed);
            using var transcriber = new Transcriber(model, choice.Read(parsed) with { Translate = parsed.GetValue(translate) });
            if (parsed.GetValue(output) is { } folder) Directory.CreateDirectory(folder);
            var problems = 0;
            foreach (var job in jobs)
            {
                if (!await RunAsync(job, transcriber, parsed.GetValue(format), terminal, cancel)) problems++;
            }
            return problems > 0 ? ExitCode.BadInput : ExitCode.Done;
        });
        return command;
    }

    /// <summary>What is to be done, checked before anything is.</summary>
    private static List<Job> Jobs(string[] recordings, string? folder, TranscriptFormat format)
    {
        if (folder is null && recordings.Length > 1 && format != TranscriptFormat.Txt)
            throw new BadInputException($"{recordings.Length} recordings make as many {Ending(format)} documents; name a folder for them with -o");
        var jobs = recordings.Select(path => new Job(path, folder is null ? null : Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(path)}.{Ending(format)}"))).ToList();
        var twice = jobs.Where(job => job.Target is not null).GroupBy(job => job.Target).FirstOrDefault(same => same.Count() > 1);
        return twice is null ? jobs : throw new BadInputException($"{string.Join(" and ", twice.Select(job => job.Source))} would both be {twice.Key}; give them to a folder each with -o");
    }

    /// <returns>False where the recording cannot be read; a line said why.</returns>
    private static async Task<bool> RunAsync(Job job, Transcriber transcriber, TranscriptFormat format, Terminal terminal, CancellationToken cancel)
    {
        if (job.IsDone)
        {
            terminal.Note($"{job.Source}: {job.Target} is there already; delete it to have it written again");
            return true;
        }
        try
        {
            var clock = Stopwatch.StartNew();
            var transcript = await terminal.ProgressAsync("seconds heard", step => transcriber.TranscribeAsync(job.Source, new Step(step), cancel));
            var text = format.Write(transcript);
            if (job.Target is null) terminal.Text(text.EndsWith('\n') ? text[..^1] : text);
            else WholeFile.WriteText(job.Target, text);
            terminal.Note($"{job.Source}: {TimeSpan.FromSeconds(transcript.Seconds):hh\\:mm\\:ss}, {Heard(transcript)}, in {clock.Elapsed.TotalSeconds:0.0} s");
            return true;
        }
        catch (MediaException e)
        {
            terminal.Problem(e.Message);
            return false;
        }
    }

    private static string Heard(Transcript transcript) => transcript.Language is { } language ? $"language {language}" : "no speech heard";

    private static string Ending(TranscriptFormat format) => format.ToString().ToLowerInvariant();

    private sealed record Job(string Source, string? Target)
    {
        public bool IsDone => Target is not null && File.Exists(Target) && File.Exists(Source) && File.GetLastWriteTimeUtc(Target) >= File.GetLastWriteTimeUtc(Source);
    }

    private sealed class Step(Action<int, int> report) : IProgress<TranscribeProgress>
    {
        public void Report(TranscribeProgress value) => report((int)value.Seconds, 0);
    }
}
