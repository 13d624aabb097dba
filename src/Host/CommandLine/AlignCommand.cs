using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Rag.Encoders.Hub;
using Rag.Engine;
using Rag.Engine.Align;
using Rag.Engine.Align.Formats;
using Rag.Engine.Align.Report;
using Rag.Engine.Align.Transcripts;
using Rag.Files.Sound;

namespace Rag.Host.CommandLine;

/// <summary>
/// <c>rag align AUDIO TRANSCRIPT</c>: gives every word of a transcript its times in the recording; with a folder, those of all recordings in it.
/// </summary>
internal static class AlignCommand
{
    public static Command Create(Terminal terminal, ModelLibrary library)
    {
        var audio = new Argument<string>("audio") { Description = "A recording or film, or a folder of them with their transcripts beside them" };
        var transcript = new Argument<string?>("transcript")
        {
            Description = "What is said: text, SRT, VTT or JSON; without it the file of the same name beside the recording",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var format = new Option<AlignmentFormat?>("--format")
        {
            Description = "What is written: textgrid, srt, vtt, json, ctm, tsv, eaf, smil or ass; without it by the ending of -o, else tsv; textgrid for folders",
        };
        format.AcceptOnlyFromAmong([.. Enum.GetNames<AlignmentFormat>().Select(name => name.ToLowerInvariant())]);
        var output = new Option<string?>("-o") { Description = "The file to write; for a folder, the folder for the alignments and their report, report.html" };
        var again = new Option<bool>("--again") { Description = "In a folder, align what is done already too" };
        var jobs = new Option<int>("--jobs")
        {
            Description = "In a folder, how many recordings are aligned at once; without it as many as there are cores",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };
        Options.AcceptOnly(jobs, 1, 1024);
        var json = Options.Json();
        var choice = new AlignerChoice(library);
        var command = new Command("align", "Give every word of a transcript its times in the recording")
        {
            audio, transcript, format, output, again, jobs, json,
        };
        choice.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var (recording, given, target) = (parsed.GetValue(audio)!, parsed.GetValue(transcript), parsed.GetValue(output));
            if (Directory.Exists(recording))
            {
                if (given is not null) throw new BadInputException(
                    $"{given}: a folder's recordings have their transcripts beside them; leave the transcript out");
                var corpus = AlignCorpus.Find(recording, target, parsed.GetValue(format) ?? AlignmentFormat.TextGrid);
                using var shared = choice.Open(parsed);
                return await RunAsync(corpus, shared, terminal, parsed.GetValue(again), parsed.GetValue(jobs), parsed.GetValue(json), cancel);
            }
            var form = parsed.GetValue(format) ?? FormatOf(target);
            var spoken = TranscriptFile.Read(given ?? AlignCorpus.Beside(recording) ?? throw new BadInputException(
                $"{recording}: there is no transcript of the same name beside it ({string.Join(", ", TranscriptFile.Endings)}); name one"));
            using var sound = SoundReader.Open(recording, cancellation: cancel);
            using var aligner = choice.Open(parsed);
            foreach (var note in spoken.Notes) terminal.Note($"{given}: {note}");
            var clock = Stopwatch.StartNew();
            Alignment alignment;
            try
            {
                alignment = await terminal.ProgressAsync("percent", step =>
                    aligner.AlignAsync(sound, recording, spoken.Text, spoken.Words, new Step(step), cancel));
            }
            catch (BadInputException e) // both files can be read, and do not belong together
            {
                terminal.Problem(e.Message);
                return ExitCode.Failed;
            }
            if (target is not null) AlignCorpus.Write(target, form, alignment);
            else if (!parsed.GetValue(json)) terminal.Text(form.Write(alignment).TrimEnd('\n'));
            if (parsed.GetValue(json)) terminal.Json(ToJson(alignment, target));
            var found = $"{100 * alignment.Coverage:0.0}% found, mean confidence {alignment.Confidence:0.00}";
            terminal.Note($"{recording}: {alignment.Words.Count} words, {found}, in {clock.Elapsed.TotalSeconds:0.0} s");
            foreach (var stretch in SuspiciousStretch.Find(alignment).Take(10)) terminal.Note(
                $"  {TimeSpan.FromSeconds(stretch.Start):h\\:mm\\:ss\\.f}: {stretch.Reason}");
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<int> RunAsync(AlignCorpus corpus, Aligner aligner, Terminal terminal, bool again, int jobs, bool isJson,
        CancellationToken cancel)
    {
        if (jobs > 1) TorchSharp.torch.set_num_threads(1); // one thread each: recordings are independent, the parts of one are not
        async Task<Alignment> Align(string recording, TranscriptText spoken, CancellationToken stop)
        {
            using var sound = SoundReader.Open(recording, cancellation: stop);
            return await aligner.AlignAsync(sound, recording, spoken.Text, spoken.Words, cancellationToken: stop);
        }
        var result = await terminal.ProgressAsync("recordings", step => corpus.RunAsync(Align, terminal.Problem, terminal.Note, step, again, jobs, cancel));
        var words = Math.Max(1, result.Files.Sum(file => file.Words));
        var (coverage, confidence) = (result.Files.Sum(file => file.Coverage * file.Words) / words, result.Files.Select(file => file.Confidence)
            .DefaultIfEmpty().Average());
        if (isJson)
        {
            terminal.Json(new JsonObject
            {
                ["files"] = new JsonArray([.. result.Files.Select(file => JsonNode.Parse(file.ToJson()))]),
                ["coverage"] = Math.Round(coverage, 4),
                ["confidence"] = Math.Round(confidence, 4),
                ["problems"] = new JsonArray([.. result.Problems.Select(problem => JsonValue.Create(problem))]),
                ["report"] = corpus.ReportPath,
            });
        }
        terminal.Note($"{result.Files.Count} recordings, {100 * coverage:0.0}% of the words found, mean confidence {confidence:0.00}; see {corpus.ReportPath}");
        return result.Problems.Count > 0 ? ExitCode.BadInput : ExitCode.Done;
    }

    private static AlignmentFormat FormatOf(string? target) => target is null ? AlignmentFormat.Tsv : AlignmentFormats.OfEnding(target)
        ?? throw new BadInputException($"-o {target}: its ending names no format; end it with one of {Endings} or give --format");

    private static string Endings => string.Join(' ', Enum.GetValues<AlignmentFormat>().Select(AlignmentFormats.Ending));

    private static JsonObject ToJson(Alignment alignment, string? target)
    {
        var json = AlignmentJson.Of(alignment);
        json["suspicious"] = new JsonArray([.. SuspiciousStretch.Find(alignment).Select(stretch => new JsonObject
        {
            ["start"] = Math.Round(stretch.Start, 3),
            ["end"] = Math.Round(stretch.End, 3),
            ["reason"] = stretch.Reason,
        })]);
        if (target is not null) json["output"] = target;
        return json;
    }

    private sealed class Step(Action<int, int> report) : IProgress<double>
    {
        public void Report(double value) => report((int)(100 * value), 100);
    }
}
