namespace Rag.Engine.Ask.Reading;

/// <summary>A piece that the decoder wrote.</summary>
/// <param name="Item">The token of the memory that it points at most, passage after passage.</param>
/// <param name="Probability">Of the piece.</param>
/// <param name="Copied">The part of that which came from pointing.</param>
/// <param name="Pointed">How much of the pointer each token of the memory had.</param>
internal sealed record WrittenToken(int Id, int Item, double Probability, double Copied, float[] Pointed);

/// <summary>An answer as far as it is written.</summary>
/// <param name="Tokens">Its pieces, without the end.</param>
/// <param name="LogProbability">Of these and, once it is finished, of the end.</param>
/// <param name="Gates">Of each step: [layer][head].</param>
internal sealed record AnswerBeam(IReadOnlyList<WrittenToken> Tokens, double LogProbability, IReadOnlyList<double[][]> Gates)
{
    public static AnswerBeam Empty { get; } = new([], 0, []);

    /// <summary>Its log probability, longer answers counting for less of a loss (Wu et al., 2016, section 7).</summary>
    public double Score(double lengthPenalty) => LogProbability / Math.Pow((5 + Tokens.Count + 1) / 6.0, lengthPenalty);

    /// <summary>The mean of each head's gate over its steps: [layer][head].</summary>
    public IReadOnlyList<IReadOnlyList<double>> MeanGates() => Gates is not [var first, ..]
        ? []
        : [.. first.Select((heads, layer) => (IReadOnlyList<double>)[.. heads.Select((_, head) => Gates.Average(step => step[layer][head]))])];
}
