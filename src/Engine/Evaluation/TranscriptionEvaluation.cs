using System.Diagnostics;
using Rag.Engine.Transcribe;
using Rag.Files.Media;

namespace Rag.Engine.Evaluation;

/// <summary>What was written of a recording beside what is said in it.</summary>
public sealed record TranscribedFile(SpokenText Spoken, string Written)
{
    /// <summary>In words.</summary>
    public WordErrors Words { get; } = WordErrors.OfWords(Spoken.Text, Written);

    /// <summary>In characters.</summary>
    public WordErrors Characters { get; } = WordErrors.OfCharacters(Spoken.Text, Written);
}

/// <summary>How well and how fast recordings are written down.</summary>
/// <param name="Time">That it took.</param>
public sealed record TranscriptionFigures(IReadOnlyList<TranscribedFile> Files, TimeSpan Time)
{
    /// <summary>Errors of each word said.</summary>
    public double WordErrorRate => WordErrors.Sum(Files.Select(file => file.Words)).Rate;

    /// <summary>Errors of each character said.</summary>
    public double CharacterErrorRate => WordErrors.Sum(Files.Select(file => file.Characters)).Rate;

    /// <summary>Seconds that a second of sound takes.</summary>
    public double RealTimeFactor => Time.TotalSeconds / Math.Max(1e-9, Files.Sum(file => file.Spoken.Seconds));
}

/// <summary>Measures transcripts on recordings whose words are known.</summary>
public static class TranscriptionEvaluation
{
    /// <exception cref="BadInputException">There are no recordings.</exception>
    /// <exception cref="MediaException">One cannot be read.</exception>
    public static async Task<TranscriptionFigures> RunAsync(
        IReadOnlyList<SpokenText> set, Transcriber transcriber, IProgress<EvaluationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (set.Count == 0) throw new BadInputException("the set has no recordings");
        var clock = Stopwatch.StartNew();
        var files = new List<TranscribedFile>();
        foreach (var spoken in set)
        {
            var transcript = await transcriber.TranscribeAsync(spoken.Path, cancellationToken: cancellationToken);
            files.Add(new TranscribedFile(spoken, transcript.Text));
            progress?.Report(new EvaluationProgress(files.Count, set.Count));
        }
        return new TranscriptionFigures(files, clock.Elapsed);
    }
}
