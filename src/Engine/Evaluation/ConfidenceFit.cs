using Rag.Encoders.DataSets;
using Rag.Engine.Ask;
using Rag.Engine.Ask.Reading;
using Rag.Engine.Retrieval;
using Rag.Memory;

namespace Rag.Engine.Evaluation;

/// <summary>
/// Fits how a reader's answers are judged: questions it has not learned from are asked of what a search finds, every other one without its
/// own paragraph, so that it knows what an answer looks like that is not there.
/// </summary>
public static class ConfidenceFit
{
    /// <summary>An answer counts as right from this F1 on.</summary>
    private const double RightF1 = 0.5;

    /// <param name="passages">Passages that are read.</param>
    /// <param name="limit">Questions of each set that are asked, spread over it.</param>
    public static (Confidence Fitted, int Answers, double Right) Run(
        IReadOnlyList<QuestionSet> sets, Reader reader, PassageEncoder? encoder, int passages, int limit, IProgress<EvaluationProgress>? progress = null, CancellationToken cancel = default)
    {
        var answers = new List<(AnswerEvidence, bool)>();
        var total = sets.Sum(set => Math.Min(limit, set.Questions.Count));
        foreach (var set in sets)
        {
            var scores = AnswerScores.Of(set);
            using var memory = new TemporaryMemory(new MemoryOptions { Encoder = encoder?.Encoder });
            memory.Fill(set.Paragraphs.Select(paragraph => ((string?)null, paragraph)), encoder, cancel: cancel);
            var retriever = new Retriever(memory.Store, encoder);
            var judge = new BuiltInReader(reader, Confidence.Unfitted, memory.Store);
            var asked = Math.Min(limit, set.Questions.Count);
            for (var i = 0; i < asked; i++)
            {
                cancel.ThrowIfCancellationRequested();
                var question = set.Questions[(int)((long)i * set.Questions.Count / asked)];
                var hits = retriever.Search(question.Text, passages + 1).Where(hit => i % 2 == 0 || TemporaryMemory.IndexOf(hit.Item) != question.Paragraph);
                if (judge.Judge(question.Text, [.. hits.Take(passages).Select(hit => new FoundPassage(hit, []))]) is var (evidence, text))
                    answers.Add((evidence, question.Answers.Any(answer => scores.F1(text, answer) >= RightF1)));
                progress?.Report(new EvaluationProgress(answers.Count, total));
            }
        }
        if (answers.Count == 0) throw new BadInputException("the sets hold no question that a passage could answer");
        return (Confidence.Fit(answers), answers.Count, answers.Average(answer => answer.Item2 ? 1.0 : 0));
    }
}
