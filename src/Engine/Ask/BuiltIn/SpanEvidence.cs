namespace Rag.Engine.Ask.BuiltIn;

/// <summary>What speaks for a span as the answer before other spans of its question.</summary>
/// <param name="Score">Of its ends, over all passages.</param>
/// <param name="AboveNull">That less the score of "not here" in its passage: log odds.</param>
/// <param name="Standing">By how much search put its passage behind the best one: 0 or less.</param>
/// <param name="Likeness">Cosine of what would be shown of it, under its heading, to the question; 0 where there are no embeddings.</param>
/// <param name="Coverage">Share of the question's words, by idf, in what would be shown of it and its heading.</param>
public sealed record SpanEvidence(double Score, double AboveNull, double Standing, double Likeness, double Coverage)
{
    internal const int Count = 5, LikenessPlace = 3;

    internal double[] Features => [Score, AboveNull, Standing, Likeness, Coverage];
}

/// <summary>What is known of the span that was chosen when it is to be judged whether it is an answer.</summary>
/// <param name="Best">Its own evidence.</param>
/// <param name="Margin">By how much it was chosen before the next best that would show something else; 0 or more.</param>
/// <param name="LogProbability">Of it among all spans of all passages.</param>
/// <param name="Cosine">Of its passage's embedding and the question's; 0 where there are none.</param>
public sealed record AnswerEvidence(SpanEvidence Best, double Margin, double LogProbability, double Cosine)
{
    internal const int Count = 7, LikenessPlace = 2;

    internal double[] Features => [1, Best.AboveNull, Best.Likeness, Best.Coverage, Math.Min(Margin, 20), LogProbability, Cosine];
}
