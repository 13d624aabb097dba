namespace Rag.Engine.Caption;

/// <summary>What a word of a caption came from.</summary>
/// <param name="Patches">Attention to the picture's cells, row by row, over all heads, each as far as its gate was open; with what went to memory it sums to <paramref name="Gate"/> at the most.</param>
/// <param name="Memory">The same to the words of the retrieved captions together.</param>
/// <param name="Gate">How far the gates were open, 0..1.</param>
/// <param name="Copied">Share of the word's probability that came from copying, 0..1.</param>
/// <param name="Source">The picture under whose caption the word stands that was pointed at most; null where nothing was retrieved.</param>
public sealed record ExplainedWord(string Word, float[] Patches, double Memory, double Gate, double Copied, string? Source);

/// <summary>What a caption came from.</summary>
/// <param name="Words">Its words, in their order.</param>
/// <param name="Retrieved">The captions that were read, the best first, and the pictures they were written under.</param>
public sealed record CaptionExplanation(IReadOnlyList<ExplainedWord> Words, IReadOnlyList<(string Caption, string Source)> Retrieved);
