using Rag.Encoders.Training;
using Rag.Files;
using Rag.Lab.Figures;

namespace Rag.Host.CommandLine;

/// <summary>Shows a training run while it goes on, and draws its curve at the end.</summary>
internal static class TrainingReport
{
    private const int NoteEvery = 100; // steps, where no bar is watched
    private const int Points = 200;

    /// <summary>Runs the loop under a bar, or with a line every hundred steps where nobody watches; hold-out scores are always printed.</summary>
    public static IReadOnlyDictionary<string, double> Run(Terminal terminal, TrainingLoop loop, TrainingOptions options, bool resume, CancellationToken cancel)
    {
        var scores = terminal.Progress("steps", step => loop.Run(resume, new Show(terminal, step), cancel));
        Draw(options.Folder);
        return scores;
    }

    /// <summary>Writes <c>curve.svg</c> beside the log: the loss, each point a mean over a stretch of steps.</summary>
    private static void Draw(string folder)
    {
        var losses = TrainingLog.Read(folder).Where(line => line.Loss is not null).ToList();
        if (losses.Count == 0) return;
        var stretches = losses.Chunk(Math.Max(1, losses.Count / Points)).Select(part => ((double)part[^1].Step, part.Average(line => line.Loss!.Value)));
        var chart = new LineChart("The loss over the steps.", "step", "loss", [new Series("training", [.. stretches])]);
        WholeFile.WriteText(Path.Combine(folder, "curve.svg"), chart.ToSvg());
    }

    private sealed class Show(Terminal terminal, Action<int, int> bar) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            bar(value.Step, value.Steps);
            if (value.Scores is { } scores) terminal.Note($"step {value.Step}: {string.Join(", ", scores.Select(score => $"{score.Key} {score.Value:0.####}"))}");
            else if (value.Step % NoteEvery == 0)
                terminal.Note($"step {value.Step} of {value.Steps}, loss {value.Loss:0.###}, rate {value.Rate:0.##e0}, {value.Remaining:h\\:mm\\:ss} left");
        }
    }
}
