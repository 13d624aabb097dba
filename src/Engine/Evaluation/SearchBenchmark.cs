using System.Diagnostics;
using Rag.Memory;

namespace Rag.Engine.Evaluation;

/// <summary>Times of searches in one collection, single-threaded, after a warm-up.</summary>
public sealed record SearchTimes(int Passages, int Queries, TimeSpan Ingest, TimeSpan P50, TimeSpan P95, TimeSpan P99);

/// <summary>Measures how fast the memory takes passages in and finds them again.</summary>
public static class SearchBenchmark
{
    private const int WarmUp = 200;

    /// <summary>Stores <paramref name="passages"/>, then searches for every one of <paramref name="queries"/>.</summary>
    /// <param name="k">Hits asked of each search.</param>
    public static async Task<SearchTimes> RunAsync(
        IReadOnlyCollection<string> passages, IReadOnlyCollection<string> queries, int k, CancellationToken cancel = default)
    {
        await using var memory = new TemporaryMemory();
        var clock = Stopwatch.StartNew();
        await memory.FillAsync(passages.Select(passage => ((string?)null, passage)), cancellationToken: cancel);
        var ingest = clock.Elapsed;

        foreach (var query in queries.Take(WarmUp)) await memory.Store.SearchAsync(query, k, cancel);
        var times = new List<TimeSpan>();
        foreach (var query in queries)
        {
            cancel.ThrowIfCancellationRequested();
            clock.Restart();
            await memory.Store.SearchAsync(query, k, cancel);
            times.Add(clock.Elapsed);
        }
        times.Sort();
        return new SearchTimes(passages.Count, queries.Count, ingest, Percentile(.50), Percentile(.95), Percentile(.99));

        TimeSpan Percentile(double share) => times[Math.Min(times.Count - 1, (int)(share * times.Count))];
    }

    /// <summary>Texts of words drawn by Zipf's law from a made-up vocabulary: passages and queries where no data set is at hand.</summary>
    public static IEnumerable<string> GenerateTexts(int count, int words, int seed)
    {
        const int Vocabulary = 50_000;
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            yield return string.Join(' ', Enumerable.Range(0, words).Select(_ => Word((int)Math.Pow(Vocabulary, random.NextDouble()))));
        }

        // Base-20 digits as syllables: every rank gets a word of its own that looks like one.
        static string Word(int rank) => rank == 0 ? "" : Word(rank / 20) + "bcdfghjklmnprstvwyzq"[rank % 20] + "aeiou"[rank % 5];
    }
}
