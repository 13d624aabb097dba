using Rag.Memory.Embedded;
using Rag.Memory.Tests.Embedded;

namespace Rag.Memory.Tests;

/// <summary>Random histories of a store against a dictionary that does the same.</summary>
public sealed class RandomHistoryTests
{
    private static readonly string[] _words = ["tulip", "rose", "lily", "oak", "elm", "ash", "馆", "展览", "garden", "stone"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_store_holds_what_its_history_says(int seed)
    {
        using var folder = new TemporaryFolder();
        var random = new Random(seed);
        var committed = new OrderedDictionary<string, (string Hash, Item[] Items)>();
        var staged = new OrderedDictionary<string, (string Hash, Item[] Items)?>();
        var store = EmbeddedMemory.Open(folder.Path);
        for (var step = 0; step < 150; step++)
        {
            var source = $"s{random.Next(25)}";
            switch (random.Next(10))
            {
                case < 6:
                    var items = Items.Of(source, [.. Enumerable.Range(0, random.Next(4)).Select(_ => Sentence(random))]);
                    store.Replace(source, $"{step}", items);
                    staged.Remove(source);
                    staged.Add(source, ($"{step}", items));
                    break;
                case < 7:
                    store.Remove(source);
                    staged.Remove(source);
                    staged.Add(source, null);
                    break;
                case < 9:
                    store.Commit();
                    foreach (var (name, value) in staged)
                    {
                        committed.Remove(name);
                        if (value is { } kept) committed.Add(name, kept);
                    }
                    staged.Clear();
                    break;
                default: // whatever was staged is forgotten
                    store.Dispose();
                    store = EmbeddedMemory.Open(folder.Path);
                    staged.Clear();
                    break;
            }
            Compare(store, committed, Sentence(random));
        }
        store.Dispose();
        await using var reader = EmbeddedMemory.OpenReadOnly(folder.Path);
        Compare(reader, committed, "tulip 展览");
    }

    private static void Compare(EmbeddedMemory store, OrderedDictionary<string, (string Hash, Item[] Items)> expected, string query)
    {
        Assert.Equal(expected.ToDictionary(e => e.Key, e => e.Value.Hash), store.Sources);
        var items = expected.Values.SelectMany(e => e.Items).ToArray();
        Assert.Equal(items.Length, store.Count);
        foreach (var item in items) Assert.Equal(item.Text, store.Find(item.Source, item.Ordinal)?.Text);
        Ranking.ReferenceBm25.AssertSame(ReferenceRanking(items, query, 10), store.Search(query, 10));
    }

    private static IReadOnlyList<(string Id, double Score)> ReferenceRanking(Item[] items, string query, int k) =>
        Ranking.ReferenceBm25.Search(items, query, k, new MemoryOptions());

    private static string Sentence(Random random) =>
        string.Join(' ', Enumerable.Range(0, random.Next(6)).Select(_ => _words[random.Next(_words.Length)]));
}
