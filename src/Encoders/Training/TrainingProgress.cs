namespace Rag.Encoders.Training;

/// <summary>How far a training run is.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Loss">Mean of the latest steps.</param>
/// <param name="Rate">The learning rate.</param>
/// <param name="Remaining">Time left at the latest pace.</param>
/// <param name="Scores">Hold-out scores, where they were just taken.</param>
public sealed record TrainingProgress(
    int Step, int Steps, double Loss, double Rate, TimeSpan Remaining, IReadOnlyDictionary<string, double>? Scores = null);
