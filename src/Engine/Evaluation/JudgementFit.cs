using Rag.Encoders.DataSets;
using Rag.Engine.Ask.BuiltIn;
using Rag.Engine.Ask.Reading;
using Rag.Engine.Retrieval;
using Rag.Memory;

namespace Rag.Engine.Evaluation;

/// <summary>How a reader's answers fare on the questions that their judgement was fitted on.</summary>
/// <param name="Judgement">What was fitted.</param>
/// <param name="Questions">How many were asked.</param>
/// <param name="Held">Those whose answer was among the spans that were compared.</param>
/// <param name="Before">Those whose chosen span was right by the judgement that stood before.</param>
/// <param name="Right">By the fitted one.</param>
public sealed record FittedJudgement(Judgement Judgement, int Questions, int Held, int Before, int Right);

/// <summary>
/// Fits how a reader's answers are chosen and judged, on questions it has not learned from. Every other question of a set is asked
/// without its own paragraph, so that it is seen what an answer looks like that is not there.
/// </summary>
/// <param name="passages">Passages that are read.</param>
public sealed class JudgementFit(Reader reader, PassageEncoder? encoder, int passages)
{
    /// <summary>An answer counts as right from this F1 on.</summary>
    private const double RightF1 = 0.5;

    private readonly List<Asked> _asked = [];

    /// <summary>Asks questions of a set of what a search among all its paragraphs finds.</summary>
    /// <param name="limit">Questions that are asked, spread over the set.</param>
    /// <returns>How many were asked.</returns>
    public async Task<int> AskAsync(
        QuestionSet set, int limit, IProgress<EvaluationProgress>? progress = null, CancellationToken cancel = default)
    {
        var scores = AnswerScores.Of(set);
        await using var memory = new TemporaryMemory(new MemoryOptions { Encoder = encoder?.Encoder });
        await memory.FillAsync(set.Paragraphs.Select(paragraph => ((string?)null, paragraph)), encoder, cancellationToken: cancel);
        var retriever = new Retriever(memory.Store, encoder);
        var judged = new BuiltInReader(reader, Judgement.Unfitted, memory.Store, encoder);
        var asked = Math.Min(limit, set.Questions.Count);
        for (var i = 0; i < asked; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var question = set.Questions[(int)((long)i * set.Questions.Count / asked)];
            var found = await retriever.SearchAsync(question.Text, passages + 1, cancellationToken: cancel);
            var hits = found.Where(hit => i % 2 == 0 || TemporaryMemory.IndexOf(hit.Item) != question.Paragraph);
            await KeepAsync(judged, question.Text, [.. hits.Take(passages).Select(hit => new FoundPassage(hit, []))],
                (candidate, passage) => question.Answers.Any(answer => scores.F1(BuiltInReader.Text(candidate, passage), answer) >= RightF1));
            progress?.Report(new EvaluationProgress(i + 1, asked));
        }
        return asked;
    }

    /// <summary>Asks questions over documents.</summary>
    /// <param name="memory">Holds the documents.</param>
    /// <returns>How many were asked.</returns>
    public async Task<int> AskAsync(
        IMemory memory, IReadOnlyList<DocumentQuestion> questions, IProgress<EvaluationProgress>? progress = null,
        CancellationToken cancel = default)
    {
        var retriever = new Retriever(memory, encoder);
        var judged = new BuiltInReader(reader, Judgement.Unfitted, memory, encoder);
        foreach (var (i, question) in questions.Index())
        {
            cancel.ThrowIfCancellationRequested();
            var hits = await retriever.SearchAsync(question.Question, passages, cancellationToken: cancel);
            IReadOnlyList<FoundPassage> found = [.. new NearDuplicates(memory.Tokenizer).Join(hits)];
            await KeepAsync(judged, question.Question, found, (candidate, passage) =>
                DocumentEvaluation.Holds(question, [BuiltInReader.Text(candidate, passage), passage.Item.Text[candidate.Shown.Start..candidate.Shown.End]]));
            progress?.Report(new EvaluationProgress(i + 1, questions.Count));
        }
        return questions.Count;
    }

    /// <summary>Fits to all that was asked.</summary>
    /// <exception cref="BadInputException">Nothing was, or no question could be answered.</exception>
    public FittedJudgement Fit()
    {
        if (!_asked.Exists(asked => asked.Right.Contains(true))) throw new BadInputException("the sets hold no question that a passage could answer");
        var chosen = Judgement.Unfitted.FitChoice([.. _asked.Select(asked => asked.Candidates.Zip(asked.Right, (candidate, right) => (candidate.Evidence, right)).ToArray())]);
        var answers = _asked.Select(asked => asked.Choose(chosen)).ToList();
        return new FittedJudgement(
            chosen.FitConfidence(answers), _asked.Count, _asked.Count(asked => asked.Right.Contains(true)),
            _asked.Count(asked => asked.Choose(Judgement.Unfitted).IsRight), answers.Count(answer => answer.IsRight));
    }

    private async ValueTask KeepAsync(
        BuiltInReader judged, string question, IReadOnlyList<FoundPassage> found, Func<Candidate, FoundPassage, bool> isRight)
    {
        var candidates = await judged.ConsiderAsync(question, found);
        if (candidates.Count > 0) _asked.Add(new Asked(candidates, [.. candidates.Select(candidate => isRight(candidate, found[candidate.Span.Passage]))], found));
    }

    /// <summary>What a question's answer was chosen from.</summary>
    private sealed record Asked(IReadOnlyList<Candidate> Candidates, bool[] Right, IReadOnlyList<FoundPassage> Found)
    {
        public (AnswerEvidence Evidence, bool IsRight) Choose(Judgement judgement)
        {
            int[] order = [.. Enumerable.Range(0, Candidates.Count).OrderByDescending(i => judgement.Of(Candidates[i].Evidence))];
            return (BuiltInReader.Evidence([.. order.Select(i => Candidates[i])], judgement, Found), Right[order[0]]);
        }
    }
}
