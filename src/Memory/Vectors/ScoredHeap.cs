namespace Rag.Memory.Vectors;

/// <summary>A binary heap with the lowest key on top.</summary>
internal sealed class ScoredHeap
{
    private (float Key, int Node)[] _entries = new (float, int)[64];

    public int Count { get; private set; }

    public (float Key, int Node) Top => _entries[0];

    /// <summary>What is in the heap, in no order.</summary>
    public ReadOnlySpan<(float Key, int Node)> Entries => _entries.AsSpan(0, Count);

    public void Clear() => Count = 0;

    public void Push(float key, int node)
    {
        if (Count == _entries.Length) Array.Resize(ref _entries, 2 * Count);
        var entries = _entries;
        var place = Count++;
        while (place > 0)
        {
            var parent = (place - 1) >> 1;
            if (entries[parent].Key <= key) break;
            entries[place] = entries[parent];
            place = parent;
        }
        entries[place] = (key, node);
    }

    public (float Key, int Node) Pop()
    {
        var top = _entries[0];
        var last = _entries[--Count];
        if (Count > 0) Sink(last);
        return top;
    }

    /// <summary>Pops and pushes in one.</summary>
    public void ReplaceTop(float key, int node) => Sink((key, node));

    /// <summary>Adds to the <paramref name="most"/> highest keys, where this is one of them. NaN, which damaged vectors give, is none.</summary>
    public void Keep(float key, int node, int most)
    {
        if (float.IsNaN(key)) return;
        if (Count < most) Push(key, node);
        else if (key > _entries[0].Key) ReplaceTop(key, node);
    }

    private void Sink((float Key, int Node) entry)
    {
        var entries = _entries.AsSpan(0, Count);
        var place = 0;
        while (2 * place + 1 < entries.Length)
        {
            var child = 2 * place + 1;
            if (child + 1 < entries.Length && entries[child + 1].Key < entries[child].Key) child++;
            if (entries[child].Key >= entry.Key) break;
            entries[place] = entries[child];
            place = child;
        }
        entries[place] = entry;
    }
}
