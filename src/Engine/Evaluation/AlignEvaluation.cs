using System.Diagnostics;
using Rag.Engine.Align;
using Rag.Files.Media;
using Rag.Files.Sound;

namespace Rag.Engine.Evaluation;

/// <summary>Finds a transcript's words in a recording; what it gives has a word for each of the task's.</summary>
public delegate Task<Alignment> AlignFunction(AlignTask task, CancellationToken cancellationToken);

/// <summary>How well and how fast recordings are aligned.</summary>
/// <param name="Files">Recordings in all.</param>
/// <param name="Failed">Those that could not be aligned, and why, by id.</param>
/// <param name="RealTimeFactor">Seconds that a second of sound takes, reading it included.</param>
/// <param name="Both">Starts and ends together.</param>
/// <param name="EvenSplit">The same of a recording's length shared out among its words, as a measure of how hard the set is.</param>
/// <param name="Inserted">Words that were put into the transcripts, and those of them that were marked as not in the sound.</param>
/// <param name="TrulySaid">Words that are said, and those of them that were marked as not in the sound all the same.</param>
public sealed record AlignFigures(
    int Files, IReadOnlyList<(string Id, string Problem)> Failed, double RealTimeFactor, BoundaryErrors Starts, BoundaryErrors Ends, BoundaryErrors Both, BoundaryErrors EvenSplit,
    (int Words, int Marked) Inserted, (int Words, int Marked) TrulySaid);

/// <summary>Measures alignments on recordings of which the words' times are known.</summary>
public static class AlignEvaluation
{
    /// <exception cref="BadInputException">There are no recordings.</exception>
    public static async Task<AlignFigures> RunAsync(
        IReadOnlyList<SpokenWords> set, AlignFunction align, AlignEvaluationOptions options, IProgress<EvaluationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (set.Count == 0) throw new BadInputException("the set has no recordings with times of words");
        string[] vocabulary = [.. set.SelectMany(spoken => spoken.Words).Select(word => word.Text).Distinct(StringComparer.Ordinal)];
        var (measured, failed, time, seconds) = (new List<(AlignTask Task, Alignment Found)>(), new List<(string, string)>(), TimeSpan.Zero, 0.0);
        foreach (var (done, spoken) in set.Index())
        {
            try
            {
                var clock = Stopwatch.StartNew();
                var samples = Samples(spoken.Spoken.Path, cancellationToken);
                var read = clock.Elapsed;
                var task = options.OtherTranscripts ? AlignTask.OfOther(spoken, samples, set) : AlignTask.Of(spoken, samples, vocabulary, options);
                clock.Restart();
                var found = await align(task, cancellationToken);
                time += read + clock.Elapsed;
                seconds += (double)samples.Length / SoundReader.EncoderRate;
                measured.Add((task, found));
            }
            catch (Exception e) when (e is MediaException or BadInputException)
            {
                failed.Add((spoken.Id, e.Message));
            }
            progress?.Report(new EvaluationProgress(done + 1, set.Count));
        }
        return Measure(measured) with { Files = set.Count, Failed = failed, RealTimeFactor = time.TotalSeconds / Math.Max(1e-9, seconds) };
    }

    /// <summary>How far the words that were found lie from the true ones; words that are not said count only among <see cref="AlignFigures.Inserted"/>.</summary>
    /// <exception cref="ArgumentException">An alignment has more or fewer words than its task.</exception>
    public static AlignFigures Measure(IReadOnlyList<(AlignTask Task, Alignment Found)> measured)
    {
        var (starts, ends, even) = (new List<double>(), new List<double>(), new List<double>());
        int inserted = 0, insertedMarked = 0, said = 0, saidMarked = 0;
        foreach (var (task, found) in measured)
        {
            if (found.Words.Count != task.Truth.Count) throw new ArgumentException($"{task.Id}: {found.Words.Count} words were found for {task.Truth.Count}.", nameof(measured));
            var each = (double)task.Samples.Length / SoundReader.EncoderRate / task.Truth.Count;
            for (var i = 0; i < task.Truth.Count; i++)
            {
                var marked = found.Words[i].Status == WordStatus.NotInAudio ? 1 : 0;
                if (task.Truth[i] is not { } truth)
                {
                    inserted++;
                    insertedMarked += marked;
                    continue;
                }
                said++;
                saidMarked += marked;
                starts.Add(found.Words[i].Start - truth.Start);
                ends.Add(found.Words[i].End - truth.End);
                even.AddRange([(each * i) - truth.Start, (each * (i + 1)) - truth.End]);
            }
        }
        return new AlignFigures(
            measured.Count, [], 0, BoundaryErrors.Of(starts), BoundaryErrors.Of(ends), BoundaryErrors.Of(starts.Concat(ends)), BoundaryErrors.Of(even),
            (inserted, insertedMarked), (said, saidMarked));
    }

    private static float[] Samples(string path, CancellationToken cancellationToken)
    {
        using var sound = SoundReader.Open(path, cancellation: cancellationToken);
        return sound.ReadToEnd(cancellationToken).ToArray();
    }
}
