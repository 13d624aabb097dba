using Rag.Engine.Ask.Reading;

namespace Rag.Training.Reading;

/// <summary>What a step learns from: passages that are encoded once, and the pairs of them with questions.</summary>
/// <param name="Passages">Each once.</param>
/// <param name="Questions">Each once.</param>
/// <param name="Asked">They as they were tokenized, with their answers.</param>
/// <param name="PairPassages">Rows of passages, question after question: the right one first, then wrong ones.</param>
internal sealed record ReadingBatch(
    IReadOnlyList<ReaderTokens> Passages, IReadOnlyList<ReaderTokens> Questions, IReadOnlyList<TokenizedQuestion> Asked, int[] PairPassages)
{
    /// <summary>Passages of a question.</summary>
    public int Slots => PairPassages.Length / Questions.Count;
}
