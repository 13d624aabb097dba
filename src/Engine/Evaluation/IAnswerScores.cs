namespace Rag.Engine.Evaluation;

/// <summary>How close a predicted answer is to an expected one; each language has its own published definition.</summary>
public interface IAnswerScores
{
    /// <summary>1 when the two are the same after the definition's normalisation, else 0.</summary>
    double ExactMatch(string prediction, string answer);

    /// <summary>The overlap of the two, 0..1.</summary>
    double F1(string prediction, string answer);
}
