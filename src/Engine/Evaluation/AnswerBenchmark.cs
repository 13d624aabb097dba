using System.Diagnostics;
using Rag.Engine.Ask;
using Rag.Engine.Ask.BuiltIn;
using Rag.Engine.Ask.Reading;
using Rag.Engine.Retrieval;
using Rag.Memory;

namespace Rag.Engine.Evaluation;

/// <summary>Median times of a question, search and reading together, after a warm-up.</summary>
/// <param name="Stored">With states from the memory.</param>
/// <param name="Encoded">With the passages encoded anew for each question.</param>
/// <param name="StateBytes">What the memory keeps.</param>
public sealed record AnswerTimes(int Passages, int Questions, TimeSpan Ingest, TimeSpan Stored, TimeSpan Encoded, long StateBytes);

/// <summary>Measures how long an answer takes, and what it gains that passages are encoded when they are ingested.</summary>
public static class AnswerBenchmark
{
    private const int WarmUp = 5;

    /// <summary>Stores the passages with their states, then asks each question twice.</summary>
    public static async Task<AnswerTimes> RunAsync(
        IReadOnlyList<string> passages, IReadOnlyList<string> questions, Reader reader, PassageEncoder encoder, Action<int>? report = null, CancellationToken cancel = default)
    {
        await using var memory = new TemporaryMemory(new MemoryOptions { Encoder = encoder.Encoder, States = StateForm.EightBits });
        var clock = Stopwatch.StartNew();
        await memory.FillAsync(passages.Select(passage => ((string?)null, passage)), encoder, report, reader, cancel);
        var ingest = clock.Elapsed;
        var retriever = new Retriever(memory.Store, encoder);
        var stored = new BuiltInReader(reader, Judgement.Unfitted, memory.Store, encoder);
        var (withStates, without) = (new List<TimeSpan>(), new List<TimeSpan>());
        foreach (var (i, question) in questions.Index())
        {
            cancel.ThrowIfCancellationRequested();
            clock.Restart();
            IReadOnlyList<FoundPassage> found = [.. (await retriever.SearchAsync(question, 5, cancellationToken: cancel)).Select(hit => new FoundPassage(hit, []))];
            var search = clock.Elapsed;
            await stored.ReadAsync(question, found, cancel);
            var all = clock.Elapsed;
            reader.Encode([.. found.Select(passage => StatesSource.TextOf(passage.Item))], cancellationToken: cancel);
            var encode = clock.Elapsed - all;
            if (i < WarmUp) continue;
            withStates.Add(all);
            without.Add(all + encode);
        }
        return new AnswerTimes(passages.Count, withStates.Count, ingest, Median(withStates), Median(without), (await memory.Store.StatisticsAsync(cancel)).StateBytes ?? 0);
    }

    private static TimeSpan Median(List<TimeSpan> times) => times.Order().ElementAtOrDefault(times.Count / 2);
}
