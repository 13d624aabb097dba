using Rag.Encoders.DataSets;

namespace Rag.Engine.Evaluation;

/// <summary>Which scores a question set is measured by.</summary>
public static class AnswerScores
{
    /// <summary>The scores that are published for the language of the questions: CMRC's for Chinese, SQuAD's for all others.</summary>
    public static IAnswerScores Of(QuestionSet set) => set.IsChinese ? new CmrcScores() : new SquadScores();
}
