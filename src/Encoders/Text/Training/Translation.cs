namespace Rag.Encoders.Text.Training;

/// <summary>Chinese texts and English ones that say the same.</summary>
/// <param name="Chinese">One or more.</param>
/// <param name="English">One or more; together they are what a Chinese text should be near to.</param>
public sealed record Translation(IReadOnlyList<string> Chinese, IReadOnlyList<string> English);
