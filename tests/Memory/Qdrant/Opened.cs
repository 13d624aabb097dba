using Rag.Memory.Qdrant;

namespace Rag.Memory.Tests.Qdrant;

/// <summary>Collections in a stand-in that answers at once.</summary>
internal static class Opened
{
    public static QdrantMemory New(
        QdrantOptions options, string collection, MemoryOptions? memory = null, HttpClient? http = null, TimeProvider? time = null) =>
        Done(QdrantMemory.OpenAsync(options, collection, memory, http, time));

    public static QdrantMemory Existing(
        QdrantOptions options, string collection, MemoryOptions? memory = null, HttpClient? http = null, TimeProvider? time = null) =>
        Done(QdrantMemory.OpenExistingAsync(options, collection, memory, http, time));

    public static T Done<T>(ValueTask<T> task) => task.GetAwaiter().GetResult();
}
