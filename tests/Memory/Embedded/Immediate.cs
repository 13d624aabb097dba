using Rag.Memory.Embedded;
using Rag.Memory.Filters;

namespace Rag.Memory.Tests.Embedded;

/// <summary>
/// The embedded memory's operations without waiting: they are done when they return, and a test fails here where one is not. Only a
/// commit, a compaction and closing may wait, for merging in the background.
/// </summary>
internal static class Immediate
{
    extension(IMemory memory)
    {
        public int Count => Done(memory.CountAsync());

        public IReadOnlyDictionary<string, string> Sources => Done(memory.SourcesAsync().ToDictionaryAsync(source => source.Name, source => source.ContentHash));

        public void Replace(string source, string contentHash, IReadOnlyList<Item> items) => Done(memory.ReplaceAsync(source, contentHash, items));

        public void Upsert(IReadOnlyCollection<Item> items) => Done(memory.UpsertAsync(items));

        public void Remove(string source) => Done(memory.RemoveAsync(source));

        public void Delete(IReadOnlyCollection<string> ids) => Done(memory.DeleteAsync(ids));

        public void Commit() => memory.CommitAsync().AsTask().GetAwaiter().GetResult();

        public void Dispose() => memory.DisposeAsync().AsTask().GetAwaiter().GetResult();

        public IReadOnlyList<Hit> Search(SearchQuery query) => Done(memory.SearchAsync(query));

        public IReadOnlyList<Hit> Search(string query, int k) => Done(memory.SearchAsync(query, k));

        public Item? Find(string source, int ordinal) => Done(memory.FindAsync(source, ordinal));

        public Item? Find(string id) => Done(memory.FindAsync(id));

        public ReadOnlyMemory<byte> StatesOf(string source, int ordinal) => Done(memory.StatesOfAsync(source, ordinal));

        public List<Item> Scan(Filter? filter = null) => Done(memory.ScanAsync(filter).ToListAsync());

        public double InverseDocumentFrequency(string word) => Done(memory.WordStatisticsAsync([word])).InverseDocumentFrequency(word);

        public CollectionStatistics Statistics() => Done(memory.StatisticsAsync());
    }

    extension(EmbeddedMemory memory)
    {
        public void Compact() => memory.CompactAsync().AsTask().GetAwaiter().GetResult();
    }

    private static T Done<T>(ValueTask<T> task)
    {
        Assert.True(task.IsCompleted, "it is not done when it returns");
        return task.GetAwaiter().GetResult();
    }

    private static void Done(ValueTask task)
    {
        Assert.True(task.IsCompleted, "it is not done when it returns");
        task.GetAwaiter().GetResult();
    }
}
