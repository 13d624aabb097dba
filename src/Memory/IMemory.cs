using Rag.Memory.Filters;
using Rag.Memory.Words;

namespace Rag.Memory;

/// <summary>
/// A durable collection of items, found again by their words and their embeddings. It lives in a folder
/// (<see cref="MemoryStore"/>) or in Qdrant (<see cref="Qdrant.QdrantMemory"/>).
/// </summary>
public interface IMemory : IDisposable
{
    /// <summary>Items that are committed.</summary>
    int Count { get; }

    /// <summary>The committed sources and the hashes of the contents they were ingested from.</summary>
    IReadOnlyDictionary<string, string> Sources { get; }

    /// <summary>Where the embeddings come from; null for a collection that takes none.</summary>
    Encoder? Encoder { get; }

    /// <summary>What the collection keeps for a decoder, beside its texts; it was chosen when the collection was created.</summary>
    StateForm States { get; }

    /// <summary>The words this collection is indexed by.</summary>
    WordTokenizer Tokenizer { get; }

    /// <summary>
    /// What has been found damaged so far. What lies in a damaged file is not found by searches, or only in part; they go on with
    /// the rest.
    /// </summary>
    IReadOnlyList<Damage> Damages { get; }

    /// <summary>Puts these items in place of all items of the source, once <see cref="Commit"/> is called.</summary>
    /// <param name="source">The source of every item.</param>
    /// <param name="contentHash">Tells a later ingestion whether the source has changed.</param>
    /// <param name="items">The items with distinct ordinals; none is allowed, and remembers the source.</param>
    /// <exception cref="ArgumentException">An item is of another source, or two have the same ordinal.</exception>
    /// <exception cref="MemoryException">An embedding is not finite, zero, or not of the collection's encoder.</exception>
    void Replace(string source, string contentHash, IReadOnlyList<Item> items);

    /// <summary>Adds these items to their sources, or puts them in place of those of the same id, once <see cref="Commit"/> is called.</summary>
    /// <exception cref="ArgumentException">Two items have the same id.</exception>
    /// <exception cref="MemoryException">An embedding is not finite, zero, or not of the collection's encoder.</exception>
    void Upsert(IReadOnlyCollection<Item> items);

    /// <summary>Removes all items of the source, if it has any, once <see cref="Commit"/> is called.</summary>
    void Remove(string source);

    /// <summary>Removes single items, those that are there, once <see cref="Commit"/> is called. Their source stays, with the others.</summary>
    /// <param name="ids">See <see cref="Item.Id"/>.</param>
    void Delete(IReadOnlyCollection<string> ids);

    /// <summary>Makes what was staged durable and searchable. When it fails, everything stays staged and it can be called again.</summary>
    /// <exception cref="MemoryException">The disk or the server refuses.</exception>
    void Commit();

    /// <summary>The committed items that fit a query by words, by vector or by both, best first.</summary>
    /// <exception cref="ArgumentException">The query has neither words nor a vector.</exception>
    /// <exception cref="MemoryException">The vector is not finite, zero or not of the collection's encoder; or the memory fails.</exception>
    IReadOnlyList<Hit> Search(SearchQuery query);

    /// <summary>A committed item, or null where there is none, or none that can be read: a hit's neighbour, say.</summary>
    Item? Find(string source, int ordinal);

    /// <summary>
    /// What a decoder reads in place of a committed item's text; empty where nothing is kept, or it cannot be read. Items come without
    /// it from searches: it is many times as long as the text, and few of what is found is read.
    /// </summary>
    ReadOnlyMemory<byte> StatesOf(string source, int ordinal);

    /// <summary>The committed items that can be read, one after the other.</summary>
    /// <param name="filter">Which of them; null for all.</param>
    IEnumerable<Item> Scan(Filter? filter = null);

    /// <summary>How much a word tells, ln(1 + (N - n + 1/2) / (n + 1/2)) for N items of which n hold it.</summary>
    /// <param name="word">A normalised word, as <see cref="Tokenizer"/> gives it.</param>
    double InverseDocumentFrequency(string word);

    /// <summary>What the collection holds.</summary>
    CollectionStatistics Statistics();
}

/// <summary>Shorter ways to ask a memory.</summary>
public static class MemoryQuestions
{
    /// <summary>The committed items that share words with the query, best first.</summary>
    /// <param name="query">Any text, a question say: quotes are punctuation. Of a very long one the 512 rarest words count.</param>
    /// <param name="k">How many at most, 1 or more.</param>
    public static IReadOnlyList<Hit> Search(this IMemory memory, string query, int k)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        return memory.Search(new SearchQuery { Words = query, Phrases = false, K = Math.Min(k, SearchQuery.MostHits) });
    }

    /// <summary>A committed item, or null.</summary>
    /// <param name="id">See <see cref="Item.Id"/>.</param>
    public static Item? Find(this IMemory memory, string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return Embedded.ItemName.Parse(id) is (var source, var ordinal) ? memory.Find(source, ordinal) : null;
    }
}
