using Rag.Memory.Embedded;
using Rag.Memory.Qdrant;

namespace Rag.Memory;

/// <summary>
/// Gives a collection the embeddings of another encoder while it is in use. The items are embedded into a collection beside it,
/// which takes its place in one step at the end; readers have the old embeddings until they open or refresh after that. A run
/// that was stopped goes on where it was, and what is ingested meanwhile is embedded too.
/// </summary>
public static class Reindex
{
    /// <summary>Items embedded between two commits, so that a stop loses little.</summary>
    private const int ItemsPerCommit = 512;

    /// <summary>Items handed over at a time.</summary>
    private const int ItemsPerBatch = 128;

    /// <summary>Embeds every item of a collection anew.</summary>
    /// <param name="options">Names the new encoder; the collection keeps its stemming.</param>
    /// <param name="embed">The same items with new embeddings, and new states where they have any.</param>
    /// <param name="report">Is told how many items have been embedded of how many.</param>
    /// <param name="cancel">Stops between batches.</param>
    /// <exception cref="MemoryException">There is no such collection, the disk refuses, or another writer holds the collection when all is embedded.</exception>
    public static void Run(
        string directory, string collection, MemoryOptions options, Func<IReadOnlyList<Item>, IReadOnlyList<Item>> embed,
        Action<int, int>? report = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options.Encoder, nameof(options));
        var beside = Path.Combine(Path.GetFullPath(directory), ".reindex");
        using (var live = MemoryStore.OpenReadOnly(directory, collection))
        {
            if (live.Damages is [var damage, ..]) throw new MemoryException(damage.Message); // the new collection would lack it
            options = options with { Stemming = live.Tokenizer.Stemming, States = live.States };
            DropOfOther(beside, collection, options.Encoder!);
            using var fresh = MemoryStore.Open(beside, collection, options);
            while (new Pass(live, fresh, embed, report, cancel).Run()) live.Refresh();
        }

        using (var live = MemoryStore.Open(directory, collection))
        using (var fresh = MemoryStore.Open(beside, collection, options))
        {
            new Pass(live, fresh, embed, report, cancel).Run(); // what was committed since; nobody commits now
            live.TakeOver(fresh);
        }
        MemoryStore.Drop(beside, collection);
        if (MemoryStore.List(beside).Count == 0) Directory.Delete(beside, recursive: true);
    }

    /// <summary>The same in Qdrant, where the collection's name is pointed to the new one at the end.</summary>
    /// <remarks>
    /// What is opened afterwards has the new embeddings. A writer or reader that stays open is told to open again: during the last
    /// pass no commit is acknowledged, and the old collection is removed then.
    /// </remarks>
    /// <param name="http">See <see cref="QdrantMemory.Open(QdrantOptions, string, MemoryOptions, HttpClient, TimeProvider)"/>.</param>
    /// <inheritdoc cref="Run(string, string, MemoryOptions, Func{IReadOnlyList{Item}, IReadOnlyList{Item}}, Action{int, int}, CancellationToken)"/>
    public static void Run(
        QdrantOptions server, string collection, MemoryOptions options, Func<IReadOnlyList<Item>, IReadOnlyList<Item>> embed,
        Action<int, int>? report = null, HttpClient? http = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options.Encoder, nameof(options));
        using var live = QdrantMemory.OpenExisting(server, collection, http: http);
        var fresh = live.OpenNext(options with { Stemming = live.Tokenizer.Stemming });
        while (new Pass(live, fresh, embed, report, cancel).Run()) ((IReindexable)live).Refresh();
        live.Close();
        ((IReindexable)live).Refresh();
        new Pass(live, fresh, embed, report, cancel).Run(); // what was committed since; nobody commits now
        live.SwitchTo(fresh);
    }

    // What a run for another encoder has left.
    private static void DropOfOther(string beside, string collection, Encoder encoder)
    {
        if (!Directory.Exists(beside) || !MemoryStore.List(beside).Contains(collection)) return;
        using (var left = MemoryStore.OpenReadOnly(beside, collection))
        {
            if (left.Encoder == encoder) return;
        }
        MemoryStore.Drop(beside, collection);
    }

    /// <summary>Brings the fresh collection up to the live one as it is now.</summary>
    private sealed class Pass(
        IReindexable live, IReindexable fresh, Func<IReadOnlyList<Item>, IReadOnlyList<Item>> embed, Action<int, int>? report, CancellationToken cancel)
    {
        private readonly List<StagedSource> _waiting = [];
        private readonly ByteWriter _scratch = new();
        private int _done;

        /// <summary>Whether there was anything to do.</summary>
        public bool Run()
        {
            var all = live.Count;
            var changed = fresh.Sources.Keys.Except(live.Sources.Keys).ToList();
            foreach (var gone in changed) fresh.Remove(gone);
            var any = changed.Count > 0;
            foreach (var name in live.Sources.Keys)
            {
                var source = live.Committed(name)!;
                if (IsDone(source))
                {
                    report?.Invoke(_done += source.Items.Count, all);
                    continue;
                }
                any = true;
                _waiting.Add(source);
                if (_waiting.Sum(waiting => waiting.Items.Count) >= ItemsPerCommit) Embed(all);
            }
            Embed(all);
            return any;
        }

        private void Embed(int all)
        {
            var embedded = new List<Item>();
            foreach (var batch in _waiting.SelectMany(source => source.Items).Chunk(ItemsPerBatch))
            {
                cancel.ThrowIfCancellationRequested();
                embedded.AddRange(embed(batch));
                report?.Invoke(_done += batch.Length, all);
            }
            var first = 0;
            foreach (var source in _waiting)
            {
                fresh.Replace(source.Name, source.ContentHash, embedded.GetRange(first, source.Items.Count));
                first += source.Items.Count;
            }
            fresh.Commit();
            _waiting.Clear();
        }

        private bool IsDone(StagedSource source) =>
            fresh.Committed(source.Name) is { } done && done.ContentHash == source.ContentHash && done.Items.Count == source.Items.Count
            && source.Items.Zip(done.Items).All(pair => Content(pair.First).AsSpan().SequenceEqual(Content(pair.Second)));

        // All that does not come from an encoder.
        private byte[] Content(Item item)
        {
            var record = new ByteWriter();
            ItemRecord.Write(item with { Embedding = default, States = default }, record, _scratch);
            return record.Written.ToArray();
        }
    }
}
