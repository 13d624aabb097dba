using Rag.Memory.Vectors;

namespace Rag.Memory;

/// <summary>Changes that wait for their commit: for each source the last one counts.</summary>
/// <param name="committed">What a source holds now, and its hash; null for a source that is not there.</param>
/// <param name="encoder">Where embeddings come from; null where none are taken.</param>
/// <param name="place">The collection, for messages.</param>
internal sealed class Staging(
    Func<string, CancellationToken, ValueTask<StagedSource?>> committed, EmbeddingSource? encoder, string place)
{
    private readonly OrderedDictionary<string, StagedSource?> _sources = [];
    private readonly HashSet<ItemName> _deletes = [];

    public bool IsEmpty => _sources.Count + _deletes.Count == 0;

    /// <summary>Sources that are removed or replaced.</summary>
    public IReadOnlyCollection<string> Dropped => [.. _sources.Keys];

    /// <summary>Items that are deleted from sources that stay.</summary>
    public IReadOnlyCollection<ItemName> Deleted => _deletes;

    /// <summary>Sources that are added or replaced.</summary>
    public IReadOnlyList<StagedSource> Added => [.. _sources.Values.OfType<StagedSource>()];

    public void Replace(string source, string contentHash, IReadOnlyList<Item> items)
    {
        Check(source, items);
        Set(source, new StagedSource(source, contentHash, [.. items.Select(WithUnitVector)]));
    }

    public void Remove(string source) => Set(source, null);

    public async ValueTask UpsertAsync(IReadOnlyCollection<Item> items, CancellationToken cancellationToken)
    {
        foreach (var given in items.GroupBy(item => item.Source))
        {
            Check(given.Key, [.. given]);
            var current = _sources.TryGetValue(given.Key, out var staged)
                ? staged
                : await committed(given.Key, cancellationToken);
            var merged = new OrderedDictionary<int, Item>();
            foreach (var item in current?.Items ?? [])
            {
                if (!_deletes.Contains(new ItemName(item.Source, item.Ordinal))) merged[item.Ordinal] = item;
            }
            foreach (var item in given) merged[item.Ordinal] = WithUnitVector(item);
            Set(given.Key, new StagedSource(given.Key, current?.ContentHash ?? "", [.. merged.Values]));
        }
    }

    public void Delete(IReadOnlyCollection<string> ids)
    {
        foreach (var name in ids.Select(ItemName.Parse).OfType<ItemName>())
        {
            if (!_sources.TryGetValue(name.Source, out var staged)) _deletes.Add(name);
            else if (staged is not null)
                _sources[name.Source] = staged with { Items = [.. staged.Items.Where(item => item.Ordinal != name.Ordinal)] };
        }
    }

    public void Clear()
    {
        _sources.Clear();
        _deletes.Clear();
    }

    private void Set(string source, StagedSource? staged)
    {
        _deletes.RemoveWhere(name => name.Source == source);
        _sources.Remove(source); // so that the source moves to the end: it is ingested now
        _sources.Add(source, staged);
    }

    private Item WithUnitVector(Item item)
    {
        if (item.Embedding.IsEmpty) return item;
        if (encoder is null) throw new MemoryException($"{item.Id} has an embedding, and {place} has no encoder: open it with one.");
        return item with { Embedding = UnitVector.Of(item.Embedding.Span, encoder, item.Id) };
    }

    private static void Check(string source, IReadOnlyList<Item> items)
    {
        var ordinals = new HashSet<int>(items.Count);
        foreach (var item in items)
        {
            if (item?.Text is null) throw new ArgumentException("An item or its text is null.", nameof(items));
            if (item.Source != source)
                throw new ArgumentException($"The item {item.Id} is not of the source {source}.", nameof(items));
            if (!ordinals.Add(item.Ordinal))
                throw new ArgumentException($"Two items have the name {item.Id}.", nameof(items));
            if (item.Start < 0 || item.End < item.Start)
                throw new ArgumentException($"The span of {item.Id} is [{item.Start}, {item.End}).", nameof(items));
        }
    }
}
