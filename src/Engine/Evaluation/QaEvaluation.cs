using Rag.Encoders.DataSets;
using Rag.Engine.Ask;
using Rag.Engine.Retrieval;
using Rag.Memory;

namespace Rag.Engine.Evaluation;

/// <summary>How a question set is put to a reader.</summary>
public sealed record QaEvaluationOptions
{
    /// <summary>True: all paragraphs of the set are stored and searched. False: the reader is handed the question's own paragraph.</summary>
    public bool Open { get; init; }

    /// <summary>Only the first so many questions; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>Passages a reader sees when <see cref="Open"/>.</summary>
    public int Passages { get; init; } = 5;

    /// <summary>Embeds paragraphs and questions when <see cref="Open"/>; null searches by words alone.</summary>
    public PassageEncoder? Encoder { get; init; }

    /// <summary>Settings of the engine under test.</summary>
    public RagOptions Engine { get; init; } = new();
}

/// <summary>
/// Means over the questions. An unanswerable question scores 1 when the reader abstains, as in SQuAD 2.0; where a set has none,
/// as SQuAD 1.1, an answer is demanded to every question.
/// </summary>
/// <param name="HitAt">Share of the questions whose own paragraph is among the first k found, by k; null unless open.</param>
/// <param name="Abstained">Share of the questions the reader did not answer.</param>
/// <param name="ContainsAnswer">Share of the answerable questions whose predicted text contains an accepted answer, normalised.</param>
public sealed record QaFigures(
    int Questions, int Answerable, double ExactMatch, double F1, double ContainsAnswer, double Abstained,
    IReadOnlyDictionary<int, double>? HitAt);

/// <summary>Measures a reader, alone on given paragraphs or behind the memory's search.</summary>
public static class QaEvaluation
{
    private static readonly int[] _ranks = [1, 5, 20];

    /// <summary>Asks every question of <paramref name="set"/> and averages the scores.</summary>
    public static QaFigures Run(
        QuestionSet set, QaEvaluationOptions? options = null, IProgress<EvaluationProgress>? progress = null, CancellationToken cancel = default)
    {
        options ??= new();
        var questions = set.Questions.Take(options.Limit ?? int.MaxValue).ToList();
        if (questions.Count == 0) throw new BadInputException("the set holds no questions");
        var encoder = options.Open ? options.Encoder : null;
        var steps = (encoder is null ? 0 : set.Paragraphs.Count) + questions.Count;
        using var memory = new TemporaryMemory(new MemoryOptions { Encoder = encoder?.Encoder });
        memory.Fill(set.Paragraphs.Select(paragraph => ((string?)null, paragraph)), encoder,
            done => progress?.Report(new EvaluationProgress(done, steps)), cancel);
        var retriever = new Retriever(memory.Store, encoder, options.Engine.Retrieval);
        var scores = AnswerScores.Of(set);
        var answerable = questions.Count(question => question.Answers.Count > 0);
        var mayAbstain = answerable < questions.Count;
        var reader = new LexicalReader(memory.Store, mayAbstain ? options.Engine.Reader : options.Engine.Reader with { Threshold = 0 });

        var outcomes = new List<Outcome>();
        foreach (var question in questions)
        {
            cancel.ThrowIfCancellationRequested();
            var hits = options.Open
                ? retriever.Search(question.Text, _ranks.Max())
                : [new Hit(memory.Store.Find(question.Paragraph.ToString(), 0)!, 1)];
            var reading = reader.Read(question.Text, [.. hits.Take(options.Passages).Select(hit => hit.Item)]);
            var rank = hits.ToList().FindIndex(hit => TemporaryMemory.IndexOf(hit.Item) == question.Paragraph);
            outcomes.Add(Outcome.Of(question, reading.Text, rank, scores));
            progress?.Report(new EvaluationProgress(steps - questions.Count + outcomes.Count, steps));
        }

        return new QaFigures(
            outcomes.Count, answerable,
            outcomes.Average(outcome => outcome.ExactMatch), outcomes.Average(outcome => outcome.F1),
            outcomes.Count(outcome => outcome.ContainsAnswer) / Math.Max(1.0, answerable),
            outcomes.Average(outcome => outcome.Abstained ? 1 : 0),
            options.Open ? _ranks.ToDictionary(k => k, k => outcomes.Average(outcome => outcome.Rank >= 0 && outcome.Rank < k ? 1.0 : 0)) : null);
    }

    private sealed record Outcome(double ExactMatch, double F1, bool ContainsAnswer, bool Abstained, int Rank)
    {
        public static Outcome Of(Question question, string? prediction, int rank, IAnswerScores scores)
        {
            IReadOnlyList<string> answers = question.Answers.Count > 0 ? question.Answers : [""];
            var predicted = prediction ?? "";
            return new Outcome(
                answers.Max(answer => scores.ExactMatch(predicted, answer)),
                answers.Max(answer => scores.F1(predicted, answer)),
                question.Answers.Any(answer => SquadScores.Normalise(predicted).Contains(SquadScores.Normalise(answer))),
                prediction is null, rank);
        }
    }
}
