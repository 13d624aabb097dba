using System.CommandLine;
using Rag.Encoders.Audio.Aligner;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Training;
using Rag.Files;
using Rag.Training.Aligning;
using TorchSharp;

namespace Rag.Host.CommandLine;

/// <summary><c>rag train aligner</c>: the model that finds the words of a transcript in its recording.</summary>
internal static class TrainAlignerCommand
{
    private const int Steps = 3000, ScoreEvery = 300;
    private const double Rate = 2e-3, WarmUpSteps = 60;

    public static Command Create(Terminal terminal)
    {
        var usual = new AlignTrainingOptions();
        var data = new Option<string[]>("--data")
        {
            Description = "Folders with manifest.tsv, words.tsv where times are known and phones.tsv; FOLDER=WEIGHT,TOLERANCE says how often its recordings come and how many frames of 5 ms its times are good to",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var holdOut = new Option<string[]>("--hold-out") { Description = "NAME=COUNT: recordings of a folder that are kept for a test; their ids go to --out", AllowMultipleArgumentsPerToken = true };
        var score = new Option<string[]>("--score") { Description = "NAME=COUNT: recordings that are scored on while it runs, the next after those; without it those of --hold-out", AllowMultipleArgumentsPerToken = true };
        var splitSeed = new Option<int>("--split-seed") { Description = "What the choice of these follows from", DefaultValueFactory = _ => usual.SplitSeed };
        var output = new Option<string>("--out") { Description = "Where checkpoints, log, curve and the model go", DefaultValueFactory = _ => "trained/aligner" };
        var start = new Option<string?>("--start") { Description = "An aligner to begin with; without it the weights are drawn" };
        var steps = new Option<int>("--steps") { Description = "Updates of the weights", DefaultValueFactory = _ => Steps };
        var minutes = new Option<double?>("--minutes") { Description = "The most time it may take; the learning rate ends with it" };
        var rate = new Option<double>("--rate") { Description = "The learning rate at its peak", DefaultValueFactory = _ => Rate };
        var seed = new Option<int>("--seed") { Description = "What all that is drawn at random follows from", DefaultValueFactory = _ => 1 };
        var phones = new Option<double>("--phones") { Description = "Weight of telling sounds apart, where phones.tsv gives them; 0 for none", DefaultValueFactory = _ => usual.PhoneWeight };
        var scoreEvery = new Option<int>("--score-every") { Description = "Steps between scores", DefaultValueFactory = _ => ScoreEvery };
        var scored = new Option<int>("--score-recordings") { Description = "The most recordings of each folder that are scored", DefaultValueFactory = _ => usual.Scored };
        var resume = new Option<bool>("--resume") { Description = "Go on from the newest checkpoint in --out" };
        Options.AcceptOnly(steps, 1, 10_000_000);
        Options.AcceptOnly(scoreEvery, 1, 10_000_000);
        Options.AcceptOnly(scored, 1, 1_000_000);
        var command = new Command("aligner", "Train the aligner on recordings with their transcripts")
        {
            data, holdOut, score, splitSeed, output, start, steps, minutes, rate, seed, phones, scoreEvery, scored, resume,
        };
        command.SetAction((parsed, cancel) =>
        {
            var options = usual with { SplitSeed = parsed.GetValue(splitSeed), PhoneWeight = parsed.GetValue(phones), Scored = parsed.GetValue(scored) };
            var split = new AlignSplit(HoldOutOrder.Parse(parsed.GetValue(holdOut) ?? [], "--hold-out"), HoldOutOrder.Parse(parsed.GetValue(score) ?? [], "--score"));
            AlignSource[] sources = [.. parsed.GetValue(data)!.Select(AlignSource.Parse)];
            var schedule = new TrainingOptions(
                parsed.GetValue(output)!, parsed.GetValue(steps), parsed.GetValue(rate), warmUp: Math.Min(0.5, WarmUpSteps / parsed.GetValue(steps)), lastRate: 0.01, weightDecay: 0.02,
                mostGradient: 5, averageDecay: 0.995, seed: parsed.GetValue(seed), scoreEvery: parsed.GetValue(scoreEvery),
                budget: parsed.GetValue(minutes) is { } most ? TimeSpan.FromMinutes(most) : null);
            var set = terminal.Progress("recordings", step => AlignData.Read(sources, split, options, new Step(step), cancel));
            terminal.Note(Described(set));
            WriteHeldOut(set, schedule.Folder);
            torch.manual_seed(schedule.Seed);
            using var task = new AlignTraining(parsed.GetValue(start) is { } begin ? Started(begin) : new AlignerModel(new AlignerOptions()), set, options, schedule.Seed);
            TrainingReport.Run(terminal, new TrainingLoop(schedule, task, TimeProvider.System), schedule, parsed.GetValue(resume), cancel);
            task.Aligner.Save(Path.Combine(schedule.Folder, "model"));
            terminal.Note($"The model is in {Path.Combine(schedule.Folder, "model")}.");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static string Described(AlignData set) => $"{string.Join(", ", set.Sources.Select((source, i) => Described(source, [.. set.Training.Where(one => one.Set == i)])))}; {set.Scored.Count} to score on.";

    private static string Described(AlignSource source, AlignRecording[] recordings) =>
        $"{recordings.Length} recordings of {source.Name} ({recordings.Sum(one => one.Seconds) / 60:0} min{(recordings.Any(one => one.Times is null) ? ", without times" : "")})";

    /// <summary>An id a line, as <c>rag eval align --only</c> reads them.</summary>
    private static void WriteHeldOut(AlignData set, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, ids) in set.HeldOut)
            WholeFile.WriteText(Path.Combine(folder, $"held-out-{name}.txt"), string.Concat(ids.Select(id => id + '\n')));
    }

    private static AlignerModel Started(string path)
    {
        using var folder = ModelFolder.Open(path);
        return AlignerModel.Open(folder);
    }

    private sealed class Step(Action<int, int> report) : IProgress<(int Done, int Total)>
    {
        public void Report((int Done, int Total) value) => report(value.Done, value.Total);
    }
}
