using System.Globalization;
using Rag.Memory.Embedded;
using Rag.Memory.Tests.Qdrant;

namespace Rag.Memory.Tests.Embedded;

/// <summary>The program that <see cref="CrashTests"/> starts and kills (and the way to others that tests start): commits to a store without end, and says so each time.</summary>
internal static class CrashWriter
{
    private const int Sources = 40;

    public static async Task Main(string[] arguments)
    {
        if (arguments is [WriterProgram.Name, var url, var name])
        {
            await WriterProgram.RunAsync(url, name);
            return;
        }
        if (arguments is [FakeQdrant.Program])
        {
            await FakeQdrant.ServeAsync();
            return;
        }
        await using var store = EmbeddedMemory.Open(arguments[0], options: new MemoryOptions { Encoder = new EmbeddingSource("crash", 4) });
        using var output = new StreamWriter(new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(1, false), FileAccess.Write)) { AutoFlush = true };
        for (var commit = Last(store) + 1; ; commit++)
        {
            store.Replace(SourceOf(commit), $"{commit}", ItemsOf(commit));
            store.Commit();
            output.WriteLine(commit);
        }
    }

    /// <summary>The last commit that a store holds, after checking that all before it are there and nothing else is.</summary>
    public static int Last(EmbeddedMemory store)
    {
        var last = store.Sources.Values.Select(hash => int.Parse(hash, CultureInfo.InvariantCulture)).DefaultIfEmpty().Max();
        var expected = new Dictionary<string, int>();
        for (var commit = Math.Max(1, last - Sources + 1); commit <= last; commit++) expected[SourceOf(commit)] = commit;
        if (expected.Count != store.Sources.Count || expected.Any(source => store.Sources[source.Key] != $"{source.Value}"))
            throw new InvalidOperationException($"After commit {last} the sources are {string.Join(' ', store.Sources)}.");
        var items = store.Scan().ToDictionary(item => item.Id, item => item.Text);
        foreach (var item in expected.Values.SelectMany(ItemsOf))
        {
            if (!items.Remove(item.Id, out var text) || text != item.Text) throw new InvalidOperationException($"{item.Id} is '{text}'.");
        }
        if (items.Count > 0) throw new InvalidOperationException($"There are {items.Count} items too many.");
        return last;
    }

    private static string SourceOf(int commit) => $"s{commit % Sources}";

    private static Item[] ItemsOf(int commit) => [.. Enumerable.Range(0, 1 + commit % 5).Select(i => new Item
    {
        Source = SourceOf(commit),
        Ordinal = i,
        Text = $"commit {commit} " + new string('x', commit * 37 % 2000),
        Embedding = new float[] { 1, commit, i, 2 },
    })];
}
