namespace Rag.Engine.Ask.Reading;

/// <summary>An answer that the gated decoder wrote.</summary>
/// <param name="Text">Empty where it found none.</param>
/// <param name="LogProbability">Of its pieces and its end, in nats.</param>
/// <param name="PassageWeights">How much of what it copied came from each passage, in the order given; they sum to at most 1.</param>
/// <param name="Gates">How far each head was open to the memory, a mean over the pieces: [layer][head].</param>
public sealed record Writing(
    string Text, double LogProbability, IReadOnlyList<WrittenPiece> Pieces, IReadOnlyList<double> PassageWeights, IReadOnlyList<IReadOnlyList<double>> Gates);

/// <summary>A piece of a written answer.</summary>
/// <param name="Copied">The part of its probability that came from pointing.</param>
/// <param name="Passage">The passage that it points into most.</param>
/// <param name="Start">Where, in UTF-16 units of the passage's text.</param>
/// <param name="End">One past the last.</param>
public sealed record WrittenPiece(string Text, double Probability, double Copied, int Passage, int Start, int End);
