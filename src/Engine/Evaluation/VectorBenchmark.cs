using System.Diagnostics;
using System.Runtime.InteropServices;
using Rag.Memory;
using Rag.Memory.Embedded;

namespace Rag.Engine.Evaluation;

/// <summary>What a search by vector finds and costs at one <c>efSearch</c>.</summary>
/// <param name="Recall">Share of the ten nearest that are found.</param>
/// <param name="QueriesPerSecond">Of one thread.</param>
public readonly record struct VectorPoint(int EfSearch, double Recall, double QueriesPerSecond);

/// <summary>Figures of a collection of vectors.</summary>
/// <param name="Build">Time to store and link them, one thread; null where they were there already.</param>
/// <param name="BytesPerVector">Bytes that a search goes through, codes and graph; in full a vector has four for each number.</param>
/// <param name="Open">Time to open the collection again.</param>
/// <param name="PeakResident">The most bytes of memory the process had, mapped files included, opening and searching; null where it built them.</param>
public sealed record VectorFigures(
    int Vectors, int Dimension, int Queries, TimeSpan? Build, double BytesPerVector, TimeSpan Open, long? PeakResident, IReadOnlyList<VectorPoint> Points);

/// <summary>Measures the memory's search by vector against exact search.</summary>
public static class VectorBenchmark
{
    private const int K = 10;
    private const int WarmUp = 50;
    private const int PerSource = 1000;

    /// <summary>Stores the vectors in one commit, opens the collection again, and looks for each query exactly and at every <paramref name="efSearch"/>.</summary>
    /// <param name="vectors">They are not gone through where the collection is there already.</param>
    /// <param name="store">Folder of the collection, which stays; null for a temporary one.</param>
    public static async Task<VectorFigures> RunAsync(
        IEnumerable<float[]> vectors, IReadOnlyList<float[]> queries, IReadOnlyList<int> efSearch, GraphOptions graph, string? store = null,
        CancellationToken cancel = default)
    {
        var temporary = store is null ? Directory.CreateTempSubdirectory("rag-") : null;
        try
        {
            var folder = store ?? Path.Combine(temporary!.FullName, "memory");
            TimeSpan? build = Directory.Exists(folder)
                ? null
                : await FillAsync(folder, vectors, new MemoryOptions { Encoder = EncoderOf(queries), Graph = graph }, cancel);
            return await SearchAsync(folder, queries, efSearch, build, cancel);
        }
        finally
        {
            temporary?.Delete(recursive: true);
        }
    }

    private static async Task<TimeSpan> FillAsync(
        string folder, IEnumerable<float[]> vectors, MemoryOptions options, CancellationToken cancel)
    {
        await using var memory = EmbeddedMemory.Open(folder, options: options);
        var clock = Stopwatch.StartNew();
        foreach (var (s, source) in vectors.Chunk(PerSource).Index())
        {
            Item[] items = [.. source.Select((vector, i) => new Item { Source = $"{s}", Ordinal = i, Text = "", Embedding = vector })];
            await memory.ReplaceAsync($"{s}", "", items, cancel);
        }
        await memory.CommitAsync(cancel);
        return clock.Elapsed;
    }

    private static async Task<VectorFigures> SearchAsync(
        string folder, IReadOnlyList<float[]> queries, IReadOnlyList<int> efSearch, TimeSpan? build, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        await using var memory = EmbeddedMemory.OpenReadOnly(folder, options: new MemoryOptions { Encoder = EncoderOf(queries) });
        await memory.SearchAsync(new SearchQuery { Vector = queries[0], K = K }, cancel);
        var open = clock.Elapsed;
        var points = new List<VectorPoint>();
        var nearest = (await IdsAsync(queries.Select(query => new SearchQuery { Vector = query, K = K, Exact = true }))).ConvertAll(ids => ids.ToHashSet());
        foreach (var ef in efSearch)
        {
            await IdsAsync(queries.Take(WarmUp).Select(query => new SearchQuery { Vector = query, K = K, EfSearch = ef }));
            clock.Restart();
            var found = await IdsAsync(queries.Select(query => new SearchQuery { Vector = query, K = K, EfSearch = ef }));
            var seconds = clock.Elapsed.TotalSeconds;
            points.Add(new VectorPoint(ef, found.Index().Average(f => (double)f.Item.Count(nearest[f.Index].Contains) / K), queries.Count / seconds));
        }
        using var process = Process.GetCurrentProcess();
        var statistics = await memory.StatisticsAsync(cancel);
        return new VectorFigures(statistics.Vectors, queries[0].Length, queries.Count, build, (double)statistics.VectorBytes!.Value / statistics.Vectors,
            open, build is null ? process.PeakWorkingSet64 : null, points);

        async Task<List<List<string>>> IdsAsync(IEnumerable<SearchQuery> searches)
        {
            var ids = new List<List<string>>();
            foreach (var search in searches) ids.Add([.. (await memory.SearchAsync(search, cancel)).Select(hit => hit.Item.Id)]);
            return ids;
        }
    }

    /// <summary>Vectors around centres, a hundred to each, as embeddings lie.</summary>
    /// <param name="noise">How far they lie from their centre, in parts of a centre's length.</param>
    public static IEnumerable<float[]> GenerateClustered(int count, int dimension, int seed, int centres, float noise = 1f)
    {
        var middle = new Random(0);
        var centre = Enumerable.Range(0, Math.Max(1, centres)).Select(_ => Normal(middle, dimension)).ToArray();
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var vector = Normal(random, dimension);
            var around = centre[random.Next(centre.Length)];
            for (var d = 0; d < dimension; d++) vector[d] = around[d] + noise * vector[d];
            yield return vector;
        }
    }

    /// <summary>Reads vectors that lie in a file as 32-bit numbers, one after the other.</summary>
    public static IEnumerable<float[]> ReadVectors(string path, int dimension)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length == 0 || bytes.Length % (4 * dimension) != 0)
            throw new BadInputException($"{path}: {bytes.Length} bytes are no whole number of vectors of {dimension} 32-bit numbers");
        for (var start = 0; start < bytes.Length; start += 4 * dimension)
            yield return MemoryMarshal.Cast<byte, float>(bytes.AsSpan(start, 4 * dimension)).ToArray();
    }

    private static EmbeddingSource EncoderOf(IReadOnlyList<float[]> queries) => new("bench", queries[0].Length);

    // Box and Muller.
    private static float[] Normal(Random random, int dimension) => [.. Enumerable.Range(0, dimension).Select(_ =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
}
