using Rag.Memory.Embedded;
using Rag.Memory.Words;

namespace Rag.Memory;

/// <summary>
/// A collection of items on disk that finds them by their words. One process at a time writes; any number read, without locks,
/// what was committed when they opened it. Searches may run on several threads at once, beside the writer.
/// </summary>
public sealed class MemoryStore : IDisposable
{
    private const string LockFile = "lock";

    private readonly DurableFolder _folder;
    private readonly FileStream? _lock;
    private readonly MemoryOptions _options;
    private readonly Dictionary<string, (string ContentHash, IReadOnlyList<Item> Items)?> _staged = [];
    private volatile Snapshot _snapshot;

    private MemoryStore(DurableFolder folder, FileStream? writerLock, MemoryOptions options, Snapshot snapshot)
    {
        _folder = folder;
        _lock = writerLock;
        _options = options;
        _snapshot = snapshot;
        Tokenizer = new WordTokenizer(snapshot.Manifest.Stemming);
    }

    /// <summary>How this collection makes words of texts and of queries.</summary>
    public WordTokenizer Tokenizer { get; }

    /// <summary>Committed items.</summary>
    public int Count => _snapshot.Count;

    /// <summary>Content hash of each committed source, by its name.</summary>
    public IReadOnlyDictionary<string, string> Sources => _snapshot.Sources;

    /// <summary>Opens a collection for writing, making what does not exist yet.</summary>
    /// <param name="directory">The store's folder; several collections lie in it.</param>
    /// <exception cref="MemoryException">The folder is not a store, of a newer version, damaged, read-only, or being written by another.</exception>
    public static MemoryStore Open(string directory, string collection = "default", MemoryOptions? options = null) =>
        Open(directory, collection, options, beforeStep: null);

    /// <summary>Opens a collection for reading only.</summary>
    /// <exception cref="MemoryException">There is no such collection, or it is damaged or of a newer version.</exception>
    public static MemoryStore OpenRead(string directory, string collection = "default", MemoryOptions? options = null)
    {
        var folder = new DurableFolder(StoreFolder.Find(directory, collection));
        return new MemoryStore(folder, null, options ?? new(), Load(folder, options ?? new()));
    }

    internal static MemoryStore Open(string directory, string collection, MemoryOptions? options, Action<string>? beforeStep)
    {
        var path = StoreFolder.Prepare(directory, collection);
        var writerLock = Lock(path);
        try
        {
            var folder = new DurableFolder(path, beforeStep);
            return new MemoryStore(folder, writerLock, options ?? new(), Load(folder, options ?? new()));
        }
        catch
        {
            writerLock.Dispose();
            throw;
        }
    }

    /// <summary>Stages a source's items in place of all it had before; they are stored and found after <see cref="Commit"/>.</summary>
    /// <param name="contentHash">Comes back in <see cref="Sources"/>: what tells an unchanged source.</param>
    /// <param name="items">All of <paramref name="source"/>, with ordinals 0, 1, 2, ... Texts are stored in UTF-8.</param>
    /// <exception cref="ArgumentException">An item is of another source or out of order.</exception>
    public void Replace(string source, string contentHash, IReadOnlyList<Item> items)
    {
        foreach (var (i, item) in items.Index())
        {
            if (item.Source != source || item.Ordinal != i)
                throw new ArgumentException($"item {i} of {source} calls itself {item.Id}", nameof(items));
        }
        _staged.Remove(source); // what is staged last is also ingested last
        _staged.Add(source, (contentHash, items));
    }

    /// <summary>Stages the removal of a source with all its items.</summary>
    public void Remove(string source)
    {
        _staged.Remove(source);
        _staged.Add(source, null);
    }

    /// <summary>
    /// Makes everything staged durable and visible, all of it or, when it throws, nothing: then it is still staged.
    /// </summary>
    /// <exception cref="MemoryException">The folder cannot be written.</exception>
    public void Commit()
    {
        if (_lock is null) throw new InvalidOperationException("The collection was opened for reading only.");
        ObjectDisposedException.ThrowIf(!_lock.CanWrite, this);
        if (_staged.Count == 0) return;
        try
        {
            _snapshot = new CommitWriter(_folder, Tokenizer).Write(_snapshot, _staged);
            _staged.Clear();
            _folder.Sweep(name => name.EndsWith(CommitWriter.SegmentEnding, StringComparison.Ordinal)
                && _snapshot.Manifest.Segments.All(entry => entry.File != name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MemoryException($"{_folder.PathOf("")}: cannot be written ({e.Message}); what was stored before is untouched", e);
        }
    }

    /// <summary>The <paramref name="k"/> committed items that match best, best first; fewer where fewer share a word with the query.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1.</exception>
    public IReadOnlyList<Hit> Search(string query, int k)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        var snapshot = _snapshot;
        var best = new Bm25(snapshot, _options).Search(Tokenizer.Tokenize(query).Select(word => word.Text), k);
        return [.. best.Select(found => new Hit(snapshot.Read(found.Slot), found.Score))];
    }

    /// <summary>One committed item, or null. Its neighbours have the ordinals beside its own.</summary>
    public Item? Find(string source, int ordinal) => _snapshot.Find(source, ordinal);

    /// <summary>How rare a normalised word is among the items: ln(1 + (N - df + 0.5) / (df + 0.5)).</summary>
    public double InverseDocumentFrequency(string word) => new Bm25(_snapshot, _options).InverseDocumentFrequency(word);

    /// <summary>Lets another writer in. What is staged and not committed is forgotten.</summary>
    public void Dispose() => _lock?.Dispose();

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(Path.Combine(path, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new MemoryException($"{path}: cannot be written ({e.Message})", e);
        }
        catch (IOException e)
        {
            throw new MemoryException($"{path}: another process is writing to this collection; wait for it to end", e);
        }
    }

    private static Snapshot Load(DurableFolder folder, MemoryOptions options)
    {
        const int Attempts = 5; // a writer may replace segments between the reading of the manifest and of its segments
        for (var attempt = 1; ; attempt++)
        {
            var path = folder.PathOf(Manifest.FileName);
            var manifest = File.Exists(path)
                ? Manifest.Parse(path, File.ReadAllBytes(path))
                : new Manifest(Manifest.CurrentFormat, options.Stemming, NextSegment: 1, []);
            try
            {
                return new Snapshot(manifest, [.. manifest.Segments.Select(entry => Segment.Open(folder.PathOf(entry.File)))]);
            }
            catch (FileNotFoundException e) when (attempt == Attempts)
            {
                throw new MemoryException($"{e.FileName}: missing; restore the file from a backup", e);
            }
            catch (FileNotFoundException)
            {
            }
        }
    }
}
