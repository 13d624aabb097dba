using System.Diagnostics;
using Rag.Engine.Retrieval;
using Rag.Memory;

namespace Rag.Engine.Evaluation;

/// <summary>Means over the judged queries of a <see cref="RetrievalSet"/>.</summary>
/// <param name="SearchP50">Median time of one search.</param>
public sealed record RetrievalFigures(
    int Documents, int Queries, double Ndcg10, double Mrr10, double Recall5, double Recall20, double Recall100,
    TimeSpan Ingest, TimeSpan SearchP50);

/// <summary>Measures how well the memory's search ranks the documents of a retrieval benchmark.</summary>
public static class RetrievalEvaluation
{
    private const int Depth = 100;

    /// <summary>Stores every document, asks every judged query and averages the scores.</summary>
    /// <param name="encoder">Embeds documents and queries; null ranks by words alone.</param>
    public static async Task<RetrievalFigures> RunAsync(
        RetrievalSet set, PassageEncoder? encoder = null, RetrievalOptions? ranking = null,
        IProgress<EvaluationProgress>? progress = null, CancellationToken cancel = default)
    {
        await using var memory = new TemporaryMemory(new MemoryOptions { Encoder = encoder?.Encoder });
        var retriever = new Retriever(memory.Store, encoder, ranking);
        var clock = Stopwatch.StartNew();
        var steps = (encoder is null ? 0 : set.Documents.Count) + set.Judgements.Count;
        await memory.FillAsync(set.Documents.Select(document => ((string?)document.Title, document.Text)), encoder,
            done => progress?.Report(new EvaluationProgress(done, steps)), cancellationToken: cancel);
        var ingest = clock.Elapsed;

        var scores = new List<RankingScores>();
        var times = new List<TimeSpan>();
        foreach (var (query, judgements) in set.Judgements)
        {
            cancel.ThrowIfCancellationRequested();
            if (!set.Queries.TryGetValue(query, out var text))
                throw new BadInputException($"query {query} is judged but not in queries.jsonl");
            clock.Restart();
            var hits = await retriever.SearchAsync(text, Depth, cancellationToken: cancel);
            times.Add(clock.Elapsed);
            scores.Add(RankingScores.Of(hits.Select(hit => set.Documents[TemporaryMemory.IndexOf(hit.Item)].Id), judgements));
            progress?.Report(new EvaluationProgress(steps - set.Judgements.Count + scores.Count, steps));
        }
        if (scores.Count == 0) throw new BadInputException("no query is judged: the qrels file is empty");

        return new RetrievalFigures(
            set.Documents.Count, scores.Count,
            scores.Average(score => score.Ndcg(10)), scores.Average(score => score.ReciprocalRank(10)),
            scores.Average(score => score.Recall(5)), scores.Average(score => score.Recall(20)), scores.Average(score => score.Recall(100)),
            ingest, times.Order().ElementAt(times.Count / 2));
    }
}

/// <summary>How far an evaluation is: documents to embed and questions to ask.</summary>
public readonly record struct EvaluationProgress(int Done, int Total);
