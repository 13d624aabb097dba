using Rag.Memory.Embedded;
using Rag.Memory.Embedded.Storage;
using Rag.Memory.Qdrant;

namespace Rag.Memory.Reindexing;

/// <summary>The same items with new embeddings, and new states where they have any.</summary>
public delegate ValueTask<IReadOnlyList<Item>> EmbedItems(IReadOnlyList<Item> items, CancellationToken cancellationToken);

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

    /// <summary>Sources that are looked up at a time.</summary>
    private const int SourcesPerLookUp = 1024;

    /// <summary>Embeds every item of a collection anew.</summary>
    /// <param name="options">Names the new encoder; the collection keeps its stemming.</param>
    /// <param name="embed">Embeds a batch.</param>
    /// <param name="report">Is told how many items have been embedded of how many.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="MemoryException">There is no such collection, the disk refuses, or another writer holds the collection when all
    /// is embedded.</exception>
    public static async Task RunAsync(
        string directory, string collection, MemoryOptions options, EmbedItems embed, Action<int, int>? report = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options.Encoder, nameof(options));
        var beside = Path.Combine(Path.GetFullPath(directory), ".reindex");
        await using (var live = EmbeddedMemory.OpenReadOnly(directory, collection))
        {
            if (live.Damages is [var damage, ..]) throw new MemoryException(damage.Message); // the new collection would lack it
            options = options with { Stemming = live.Tokenizer.Stemming, States = live.States };
            await DropOfOtherAsync(beside, collection, options.Encoder!);
            await using var fresh = EmbeddedMemory.Open(beside, collection, options);
            while (await new Pass(live, fresh, embed, report, cancellationToken).RunAsync()) live.Refresh();
        }

        await using (var live = EmbeddedMemory.Open(directory, collection))
        await using (var fresh = EmbeddedMemory.Open(beside, collection, options))
        {
            await new Pass(live, fresh, embed, report, cancellationToken).RunAsync(); // what was committed since; nobody commits now
            await live.TakeOverAsync(fresh, cancellationToken);
        }
        MemoryFolder.Drop(beside, collection);
        if (MemoryFolder.List(beside).Count == 0) Directory.Delete(beside, recursive: true);
    }

    /// <summary>The same in Qdrant, where the collection's name is pointed to the new one at the end.</summary>
    /// <remarks>
    /// What is opened afterwards has the new embeddings. A writer or reader that stays open is told to open again: during the last
    /// pass no commit is acknowledged, and the old collection is removed then.
    /// </remarks>
    /// <param name="time">See
    /// <see cref="QdrantMemory.OpenAsync(QdrantOptions, string, MemoryOptions, TimeProvider, CancellationToken)"/>.</param>
    /// <inheritdoc cref="RunAsync(string, string, MemoryOptions, EmbedItems, Action{int, int}, CancellationToken)"/>
    public static async Task RunAsync(
        QdrantOptions server, string collection, MemoryOptions options, EmbedItems embed,
        Action<int, int>? report = null, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options.Encoder, nameof(options));
        await using var live = await QdrantMemory.OpenExistingAsync(server, collection, time: time, cancellationToken: cancellationToken);
        var fresh = await live.OpenNextAsync(options with { Stemming = live.Tokenizer.Stemming }, cancellationToken);
        while (await new Pass(live, fresh, embed, report, cancellationToken).RunAsync())
        {
            // Others go on writing meanwhile: until a pass finds nothing to do.
        }
        await live.CloseAsync(cancellationToken);
        await new Pass(live, fresh, embed, report, cancellationToken).RunAsync(); // what was committed since; nobody commits now
        await live.SwitchToAsync(fresh, cancellationToken);
    }

    // What a run for another encoder has left.
    private static async Task DropOfOtherAsync(string beside, string collection, EmbeddingSource encoder)
    {
        if (!Directory.Exists(beside) || !MemoryFolder.List(beside).Contains(collection)) return;
        await using (var left = EmbeddedMemory.OpenReadOnly(beside, collection))
        {
            if (left.Encoder == encoder) return;
        }
        MemoryFolder.Drop(beside, collection);
    }

    /// <summary>Brings the fresh collection up to the live one as it is now.</summary>
    private sealed class Pass(
        IReindexable live, IReindexable fresh, EmbedItems embed, Action<int, int>? report, CancellationToken cancellationToken)
    {
        private readonly List<StagedSource> _waiting = [];
        private readonly ByteWriter _scratch = new();
        private int _all, _done;

        /// <summary>Whether there was anything to do.</summary>
        public async ValueTask<bool> RunAsync()
        {
            _all = await live.CountAsync(cancellationToken);
            var any = await RemoveGoneAsync();
            await foreach (var (name, _) in live.SourcesAsync(cancellationToken: cancellationToken))
            {
                if (await live.CommittedAsync(name, cancellationToken) is not { } source) continue; // another writer has just removed it
                if (await IsDoneAsync(source))
                {
                    report?.Invoke(_done += source.Items.Count, _all);
                    continue;
                }
                any = true;
                _waiting.Add(source);
                if (_waiting.Sum(waiting => waiting.Items.Count) >= ItemsPerCommit) await EmbedAsync();
            }
            await EmbedAsync();
            return any;
        }

        private async ValueTask<bool> RemoveGoneAsync()
        {
            var any = false;
            await foreach (var known in fresh.SourcesAsync(cancellationToken: cancellationToken).Chunk(SourcesPerLookUp))
            {
                var there = await live.HashesOfAsync([.. known.Select(source => source.Name)], cancellationToken);
                foreach (var (gone, _) in known.Where(source => !there.ContainsKey(source.Name)))
                {
                    any = true;
                    await fresh.RemoveAsync(gone, cancellationToken);
                }
            }
            return any;
        }

        private async ValueTask EmbedAsync()
        {
            var embedded = new List<Item>();
            foreach (var batch in _waiting.SelectMany(source => source.Items).Chunk(ItemsPerBatch))
            {
                cancellationToken.ThrowIfCancellationRequested();
                embedded.AddRange(await embed(batch, cancellationToken));
                report?.Invoke(_done += batch.Length, _all);
            }
            var first = 0;
            foreach (var source in _waiting)
            {
                await fresh.ReplaceAsync(source.Name, source.ContentHash, embedded.GetRange(first, source.Items.Count), cancellationToken);
                first += source.Items.Count;
            }
            await fresh.CommitAsync(cancellationToken);
            _waiting.Clear();
        }

        private async ValueTask<bool> IsDoneAsync(StagedSource source) =>
            await fresh.CommittedAsync(source.Name, cancellationToken) is { } done && done.ContentHash == source.ContentHash
            && done.Items.Count == source.Items.Count
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
