using Rag.Encoders.DataSets;
using Rag.Engine.Evaluation;

namespace Rag.Engine.Tests.Evaluation;

/// <summary>What search must reach on public data, as BENCHMARKS.md reports it: a change that loses quality fails here.</summary>
[Trait("Speed", "Slow")]
public sealed class RetrievalQualityTests
{
    [SharedTheory("data/text/squad/dev-half.json")]
    [InlineData("squad/dev-half.json", 0.765, 0.97)]
    [InlineData("cmrc2018/dev-half.json", 0.965, 0.995)]
    public async Task Open_questions_find_their_paragraph(string set, double hitAt1, double hitAt20)
    {
        var figures = await QaEvaluation.RunAsync(QuestionSet.Read(SharedData.Path($"data/text/{set}")), new QaEvaluationOptions { Open = true });
        Assert.InRange(figures.HitAt![1], hitAt1, 1);
        Assert.InRange(figures.HitAt[20], hitAt20, 1);
    }

    [SharedTheory("data/text/ir/cranfield")]
    [InlineData("ir/cranfield", 0.41)]
    [InlineData("ir/scifact", 0.69)]
    public async Task Judged_documents_come_first(string set, double ndcg) =>
        Assert.InRange((await RetrievalEvaluation.RunAsync(RetrievalSet.Read(SharedData.Path($"data/text/{set}")))).Ndcg10, ndcg, 1);
}
