using System.CommandLine;
using System.Text.Json.Nodes;
using Rag.Encoders.Hub;
using Rag.Engine;
using Rag.Engine.Evaluation;

namespace Rag.Host.CommandLine;

/// <summary><c>rag eval align</c>: how well and how fast words are found in recordings.</summary>
internal static class EvalAlignCommand
{
    public static Command Create(Terminal terminal, ModelLibrary library)
    {
        var data = new Option<string>("--data") { Description = $"Folder with {SpokenText.ManifestName} (file, seconds, text), {TimedLabel.WordsName} (id, start, end, word) and the recordings", Required = true };
        var only = new Option<string?>("--only") { Description = "File with the ids of the recordings that are aligned, one a line, as 'rag train aligner' writes those it held out" };
        var limit = new Option<int?>("--limit") { Description = "Only the first so many recordings" };
        var noise = new Option<double?>("--noise") { Description = "Add white noise so many decibels below the recording" };
        var drop = new Option<double>("--drop") { Description = "Take this share of the words from the transcripts at random" };
        var insert = new Option<double>("--insert") { Description = "Put words of other transcripts in at random, this share of the transcript's" };
        var others = new Option<bool>("--other-transcripts") { Description = "Give each recording another's transcript: all should be refused" };
        var seed = new Option<int>("--seed") { Description = "What noise and words are drawn by", DefaultValueFactory = _ => new AlignEvaluationOptions().Seed };
        Options.AcceptOnly(limit, 1, int.MaxValue);
        AcceptShare(drop, most: 0.95);
        AcceptShare(insert, most: 10);
        var json = Options.Json();
        var command = new Command("align", "Errors of the words' times that are found in recordings") { data, only, limit, noise, drop, insert, others, seed, json };
        var choice = new AlignerChoice(library);
        choice.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var options = new AlignEvaluationOptions
            {
                NoiseDecibels = parsed.GetValue(noise),
                Drop = parsed.GetValue(drop),
                Insert = parsed.GetValue(insert),
                OtherTranscripts = parsed.GetValue(others),
                Seed = parsed.GetValue(seed),
            };
            var set = Chosen(SpokenWords.ReadAll(parsed.GetValue(data)!), parsed.GetValue(only)).Take(parsed.GetValue(limit) ?? int.MaxValue).ToList();
            using var aligner = choice.Open(parsed);
            var figures = await terminal.ProgressAsync("recordings", step => AlignEvaluation.RunAsync(
                set, (task, stop) => aligner.AlignAsync(task.Samples, task.Id, task.Text, task.Words, cancellationToken: stop), options, new EvalCommand.Step(step), cancel));
            foreach (var (id, problem) in figures.Failed) terminal.Problem($"{id}: {problem}");
            EvalCommand.Report(terminal, parsed.GetValue(json), ToJson(figures));
            return ExitCode.Done;
        });
        return command;
    }

    private static IEnumerable<SpokenWords> Chosen(IReadOnlyList<SpokenWords> set, string? list)
    {
        if (list is null) return set;
        if (!File.Exists(list)) throw new BadInputException($"--only {list}: there is no such file; it has the ids of recordings, one a line");
        var ids = File.ReadLines(list).Select(line => line.Trim()).Where(line => line.Length > 0).ToHashSet();
        var known = set.Select(spoken => spoken.Id).ToHashSet();
        return ids.FirstOrDefault(id => !known.Contains(id)) is { } unknown
            ? throw new BadInputException($"--only {list}: {unknown} is no recording of the folder whose words have times")
            : set.Where(spoken => ids.Contains(spoken.Id));
    }

    private static void AcceptShare(Option<double> option, double most) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<double>() is var share && !(share >= 0 && share <= most)) result.AddError($"{option.Name} {share}: expected a share from 0 to {most}");
    });

    internal static JsonObject ToJson(AlignFigures figures) => new()
    {
        ["files"] = figures.Files,
        ["failed"] = figures.Failed.Count,
        ["real_time_factor"] = EvalCommand.Rounded(figures.RealTimeFactor),
        ["starts"] = ToJson(figures.Starts),
        ["ends"] = ToJson(figures.Ends),
        ["both"] = ToJson(figures.Both),
        ["even_split"] = ToJson(figures.EvenSplit),
        ["inserted"] = new JsonObject { ["words"] = figures.Inserted.Words, ["marked"] = figures.Inserted.Marked },
        ["said"] = new JsonObject { ["words"] = figures.TrulySaid.Words, ["marked"] = figures.TrulySaid.Marked },
    };

    private static JsonObject ToJson(BoundaryErrors errors) => new()
    {
        ["median_ms"] = Math.Round(errors.Median, 2),
        ["mean_ms"] = Math.Round(errors.Mean, 2),
        ["p90_ms"] = Math.Round(errors.P90, 2),
        ["within_10ms"] = EvalCommand.Rounded(errors.Within10),
        ["within_25ms"] = EvalCommand.Rounded(errors.Within25),
        ["within_50ms"] = EvalCommand.Rounded(errors.Within50),
        ["within_100ms"] = EvalCommand.Rounded(errors.Within100),
    };
}
