using System.Diagnostics;
using Rag.Encoders.DataSets;
using Rag.Engine.Ask;
using Rag.Engine.Retrieval;
using Rag.Memory;

namespace Rag.Engine.Evaluation;

/// <summary>What a reader under test is given to read.</summary>
public enum MemoryCondition
{
    /// <summary>What it would be given: the question's own paragraph or, when open, what the search found.</summary>
    On,

    /// <summary>Nothing.</summary>
    Off,

    /// <summary>What another question would be given.</summary>
    Shuffled,

    /// <summary>The question's own paragraph, also when open.</summary>
    Oracle,
}

/// <summary>How a question set is put to a reader.</summary>
public sealed record QaEvaluationOptions
{
    /// <summary>True: all paragraphs of the set are stored and searched. False: the reader is handed the question's own paragraph.</summary>
    public bool Open { get; init; }

    /// <summary>Only the first so many questions; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>Passages a reader sees when <see cref="Open"/>.</summary>
    public int Passages { get; init; } = 5;

    /// <summary>What the reader is given to read.</summary>
    public MemoryCondition Memory { get; init; }

    /// <summary>Embeds paragraphs and questions when <see cref="Open"/>; null searches by words alone.</summary>
    public PassageEncoder? Encoder { get; init; }

    /// <summary>How paragraphs are ranked when <see cref="Open"/>.</summary>
    public RetrievalOptions Retrieval { get; init; } = new();

    /// <summary>The reader under test, over the set's paragraphs: one that always answers. The lexical reader if absent.</summary>
    public Func<IMemory, IReader> Reader { get; init; } = memory => new LexicalReader(memory, new LexicalReaderOptions { Threshold = 0 });

    /// <summary>The confidence from which on an answer counts as given, where a set has unanswerable questions.</summary>
    public double Threshold { get; init; } = new LexicalReaderOptions().Threshold;
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
    IReadOnlyDictionary<int, double>? HitAt)
{
    /// <summary>Share of the given answers whose text stands in a passage they cite.</summary>
    public double AnswersInCitation { get; init; }

    /// <summary>Share of the given answers to answerable questions whose first citation contains an accepted answer, normalised.</summary>
    public double CitationPrecision { get; init; }

    /// <summary>Time of search and reading.</summary>
    public TimeSpan P50 { get; init; }

    /// <summary>The same, at the 95th percentile.</summary>
    public TimeSpan P95 { get; init; }

    /// <summary>How abstaining pays off.</summary>
    public required AbstentionFigures Abstention { get; init; }
}

/// <summary>Measures a reader, alone on given paragraphs or behind the memory's search.</summary>
public static class QaEvaluation
{
    private static readonly int[] _ranks = [1, 5, 20];

    /// <summary>Asks every question of <paramref name="set"/> and averages the scores.</summary>
    public static async Task<QaFigures> RunAsync(
        QuestionSet set, QaEvaluationOptions? options = null, IProgress<EvaluationProgress>? progress = null, CancellationToken cancel = default)
    {
        options ??= new();
        var questions = set.Questions.Take(options.Limit ?? int.MaxValue).ToList();
        if (questions.Count == 0) throw new BadInputException("the set holds no questions");
        var encoder = options.Open ? options.Encoder : null;
        var steps = (encoder is null ? 0 : set.Paragraphs.Count) + questions.Count;
        await using var memory = new TemporaryMemory(new MemoryOptions { Encoder = encoder?.Encoder });
        await memory.FillAsync(set.Paragraphs.Select(paragraph => ((string?)null, paragraph)), encoder,
            done => progress?.Report(new EvaluationProgress(done, steps)), cancellationToken: cancel);
        var passages = new QaPassages(memory.Store, new Retriever(memory.Store, encoder, options.Retrieval), questions, options);
        var reader = options.Reader(memory.Store);
        var scores = AnswerScores.Of(set);

        var outcomes = new List<QaOutcome>();
        var clock = new Stopwatch();
        for (var i = 0; i < questions.Count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            clock.Restart();
            var (hits, read) = await passages.OfAsync(i, options.Open ? _ranks.Max() : 1, cancel);
            var answer = await reader.ReadAsync(questions[i].Text, read, cancel);
            var time = clock.Elapsed;
            var rank = hits.ToList().FindIndex(hit => TemporaryMemory.IndexOf(hit.Item) == questions[i].Paragraph);
            outcomes.Add(QaOutcome.Of(questions[i], answer, rank, time, scores));
            progress?.Report(new EvaluationProgress(steps - questions.Count + outcomes.Count, steps));
        }
        return Figures(outcomes, options);
    }

    private static QaFigures Figures(List<QaOutcome> outcomes, QaEvaluationOptions options)
    {
        var answerable = outcomes.Count(outcome => outcome.IsAnswerable);
        var threshold = answerable < outcomes.Count ? options.Threshold : 0;
        var given = outcomes.FindAll(outcome => outcome.IsGiven(threshold));
        var times = outcomes.Select(outcome => outcome.Time).Order().ToList();
        return new QaFigures(
            outcomes.Count, answerable,
            outcomes.Average(outcome => outcome.ExactMatchAt(threshold)), outcomes.Average(outcome => outcome.F1At(threshold)),
            given.Count(outcome => outcome.ContainsAnswer) / Math.Max(1.0, answerable),
            1 - (double)given.Count / outcomes.Count,
            options.Open ? _ranks.ToDictionary(k => k, k => outcomes.Average(outcome => outcome.Rank >= 0 && outcome.Rank < k ? 1.0 : 0)) : null)
        {
            AnswersInCitation = given.Count(outcome => outcome.IsCited) / Math.Max(1.0, given.Count),
            CitationPrecision = given.Count(outcome => outcome.CitesAnswer) / Math.Max(1.0, given.Count(outcome => outcome.IsAnswerable)),
            P50 = times[times.Count / 2],
            P95 = times[(int)(.95 * (times.Count - 1))],
            Abstention = AbstentionFigures.Of(outcomes, threshold),
        };
    }
}
