using System.Diagnostics;
using System.Globalization;
using Rag.Memory.Embedded;
using Rag.Memory.Tests.Embedded;

namespace Rag.Memory.Tests;

/// <summary>Four readers at full speed beside a writer that commits, removes and merges.</summary>
public sealed class ReadersDuringWritesTests : IDisposable
{
    private const int Dimension = 16;
    private static readonly MemoryOptions _options = new()
    {
        Encoder = new EmbeddingSource("test", Dimension),
        Graph = new GraphOptions { Threshold = 150, EfConstruction = 40 },
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task For_a_second() => Run(TimeSpan.FromSeconds(1));

    [Fact]
    [Trait("Speed", "Slow")]
    public Task For_a_minute() => Run(TimeSpan.FromSeconds(60));

    private async Task Run(TimeSpan time)
    {
        await using var store = EmbeddedMemory.Open(_folder.Path, options: _options);
        for (var i = 0; i < 300; i++) Put(store, i, 0);
        store.Commit();
        using var done = new CancellationTokenSource();
        using var started = new CountdownEvent(4); // each reader's tenth search: the clock starts when all are under way
        await using var other = EmbeddedMemory.OpenReadOnly(_folder.Path); // as another process would
        var readers = Enumerable.Range(0, 4)
            .Select(r => Task.Factory.StartNew(
                () => Read(r == 3 ? other : store, r, started, done.Token),
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)) // a thread each, at once
            .ToArray();
        Assert.True(started.Wait(TimeSpan.FromSeconds(60)), "a reader failed or waits");

        var random = new Random(5);
        var commits = 0;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < time && !readers.Any(reader => reader.IsCompleted); commits++)
        {
            for (var i = 0; i < 5; i++) Put(store, random.Next(300), commits);
            if (commits % 3 == 0) store.Remove($"s{300 + commits % 50}");
            else Put(store, 300 + commits % 50, commits);
            store.Commit();
        }
        await done.CancelAsync();
        var searches = await Task.WhenAll(readers);
        Assert.All(searches, count => Assert.InRange(count, 10, int.MaxValue));
        Assert.InRange(commits, 3, int.MaxValue);
    }

    private static int Read(EmbeddedMemory store, int seed, CountdownEvent started, CancellationToken done)
    {
        var random = new Random(seed);
        var searches = 0;
        for (; !done.IsCancellationRequested; searches++)
        {
            if (searches == 10) started.Signal();
            if (searches % 10 == 0) store.Refresh();
            var wanted = random.Next(300); // always there, in one state or another
            var query = new SearchQuery { K = 5, Words = searches % 3 == 0 ? null : $"source{wanted}", Vector = searches % 3 == 1 ? default : Vector(wanted) };
            var hits = store.Search(query);
            Assert.Equal($"s{wanted}", hits[0].Item.Source);
            Assert.All(hits, hit => AssertWhole(hit.Item));
        }
        return searches;
    }

    private static void Put(EmbeddedMemory store, int i, int version) => store.Replace($"s{i}", $"{version}",
        [.. Enumerable.Range(0, 2).Select(o => new Item { Source = $"s{i}", Ordinal = o, Text = $"source{i} item {o} version {version}", Embedding = Vector(i) })]);

    private static void AssertWhole(Item item)
    {
        var i = int.Parse(item.Source.AsSpan(1), CultureInfo.InvariantCulture);
        Assert.StartsWith($"source{i} item {item.Ordinal} version ", item.Text, StringComparison.Ordinal);
        Assert.Equal(1, item.Embedding.ToArray().Zip(Vector(i), (a, b) => (double)a * b).Sum(), 1e-4);
    }

    private static float[] Vector(int i)
    {
        var vector = Vectors.VectorFixture.Random(new Random(i), Dimension);
        var length = (float)Math.Sqrt(vector.Sum(x => (double)x * x));
        return [.. vector.Select(x => x / length)];
    }
}
