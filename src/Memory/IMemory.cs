using Rag.Memory.Filters;
using Rag.Memory.Words;

namespace Rag.Memory;

/// <summary>
/// A durable collection of items, found again by their words and their embeddings. It lives in a folder
/// (<see cref="Embedded.EmbeddedMemory"/>) or in Qdrant (<see cref="Qdrant.QdrantMemory"/>). Nothing here costs as much as the
/// collection is large but for going through it: <see cref="ScanAsync"/>, and <see cref="SourcesAsync"/> of all.
/// </summary>
/// <remarks>In a folder every operation is done when it returns, but for a commit that finds sixty merges behind.</remarks>
public interface IMemory : IAsyncDisposable
{
    /// <summary>Where the embeddings come from; null for a collection that takes none.</summary>
    EmbeddingSource? Encoder { get; }

    /// <summary>What the collection keeps for a decoder, beside its texts; it was chosen when the collection was created.</summary>
    StateForm States { get; }

    /// <summary>The words this collection is indexed by.</summary>
    WordTokenizer Tokenizer { get; }

    /// <summary>
    /// What has been found damaged so far. What lies in a damaged file is not found by searches, or only in part; they go on with
    /// the rest.
    /// </summary>
    IReadOnlyList<Damage> Damages { get; }

    /// <summary>Items that are committed.</summary>
    ValueTask<int> CountAsync(CancellationToken cancellationToken = default);

    /// <summary>Sources that are committed.</summary>
    ValueTask<int> CountSourcesAsync(CancellationToken cancellationToken = default);

    /// <summary>The hash of the content that a committed source was ingested from; null where it is not there.</summary>
    ValueTask<string?> HashOfAsync(string source, CancellationToken cancellationToken = default);

    /// <summary>The hashes of those of some sources that are committed, by source.</summary>
    ValueTask<IReadOnlyDictionary<string, string>> HashesOfAsync(
        IReadOnlyCollection<string> sources, CancellationToken cancellationToken = default);

    /// <summary>Whether all that is kept of a committed source can be read; true of one that is not there.</summary>
    ValueTask<bool> IsSoundAsync(string source, CancellationToken cancellationToken = default);

    /// <summary>The committed sources whose names begin with a prefix, page by page and in no order.</summary>
    /// <param name="prefix">Compared character by character; empty for all.</param>
    IAsyncEnumerable<StoredSource> SourcesAsync(string prefix = "", CancellationToken cancellationToken = default);

    /// <summary>Puts these items in place of all items of the source, once <see cref="CommitAsync"/> is called.</summary>
    /// <param name="source">The source of every item.</param>
    /// <param name="contentHash">Tells a later ingestion whether the source has changed.</param>
    /// <param name="items">The items with distinct ordinals; none is allowed, and remembers the source.</param>
    /// <exception cref="ArgumentException">An item is of another source, or two have the same ordinal.</exception>
    /// <exception cref="MemoryException">An embedding is not finite, zero, or not of the collection's encoder.</exception>
    ValueTask ReplaceAsync(string source, string contentHash, IReadOnlyList<Item> items, CancellationToken cancellationToken = default);

    /// <summary>
    /// Adds these items to their sources, or puts them in place of those of the same id, once <see cref="CommitAsync"/> is called.
    /// </summary>
    /// <exception cref="ArgumentException">Two items have the same id.</exception>
    /// <exception cref="MemoryException">An embedding is not finite, zero, or not of the collection's encoder.</exception>
    ValueTask UpsertAsync(IReadOnlyCollection<Item> items, CancellationToken cancellationToken = default);

    /// <summary>Removes all items of the source, if it has any, once <see cref="CommitAsync"/> is called.</summary>
    ValueTask RemoveAsync(string source, CancellationToken cancellationToken = default);

    /// <summary>Removes single items, those that are there, once <see cref="CommitAsync"/> is called. Their source stays, with the
    /// others.</summary>
    /// <param name="ids">See <see cref="Item.Id"/>.</param>
    ValueTask DeleteAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken = default);

    /// <summary>Makes what was staged durable and searchable. When it fails, everything stays staged and it can be called again.</summary>
    /// <exception cref="MemoryException">The disk or the server refuses.</exception>
    ValueTask CommitAsync(CancellationToken cancellationToken = default);

    /// <summary>The committed items that fit a query by words, by vector or by both, best first.</summary>
    /// <exception cref="ArgumentException">The query has neither words nor a vector.</exception>
    /// <exception cref="MemoryException">The vector is not finite, zero or not of the collection's encoder; or the memory
    /// fails.</exception>
    ValueTask<IReadOnlyList<Hit>> SearchAsync(SearchQuery query, CancellationToken cancellationToken = default);

    /// <summary>A committed item, or null where there is none, or none that can be read: a hit's neighbour, say.</summary>
    ValueTask<Item?> FindAsync(string source, int ordinal, CancellationToken cancellationToken = default);

    /// <summary>
    /// What a decoder reads in place of a committed item's text; empty where nothing is kept, or it cannot be read. Items come without
    /// it from searches: it is many times as long as the text, and few of what is found is read.
    /// </summary>
    ValueTask<ReadOnlyMemory<byte>> StatesOfAsync(string source, int ordinal, CancellationToken cancellationToken = default);

    /// <summary>The committed items that can be read, one after the other.</summary>
    /// <param name="filter">Which of them; null for all.</param>
    IAsyncEnumerable<Item> ScanAsync(Filter? filter = null, CancellationToken cancellationToken = default);

    /// <summary>How many items hold each of some words.</summary>
    /// <param name="words">Normalised words, as <see cref="Tokenizer"/> gives them.</param>
    ValueTask<WordStatistics> WordStatisticsAsync(IReadOnlyCollection<string> words, CancellationToken cancellationToken = default);

    /// <summary>What the collection holds.</summary>
    ValueTask<CollectionStatistics> StatisticsAsync(CancellationToken cancellationToken = default);
}

/// <summary>Shorter ways to ask a memory.</summary>
public static class MemoryQuestions
{
    /// <summary>The committed items that share words with the query, best first.</summary>
    /// <param name="query">Any text, a question say: quotes are punctuation. Of a very long one the 512 rarest words count.</param>
    /// <param name="k">How many at most, 1 or more.</param>
    public static ValueTask<IReadOnlyList<Hit>> SearchAsync(
        this IMemory memory, string query, int k, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        return memory.SearchAsync(new SearchQuery { Words = query, Phrases = false, K = Math.Min(k, SearchQuery.MostHits) },
            cancellationToken);
    }

    /// <summary>A committed item, or null.</summary>
    /// <param name="id">See <see cref="Item.Id"/>.</param>
    public static ValueTask<Item?> FindAsync(this IMemory memory, string id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        return ItemName.Parse(id) is (var source, var ordinal) ? memory.FindAsync(source, ordinal, cancellationToken) : default;
    }
}
