namespace Rag.Memory.Embedded;

/// <summary>A segment without the sources that were removed or replaced since it was written.</summary>
internal sealed class LiveSegment
{
    private readonly bool[]? _live;

    /// <param name="segment">The file.</param>
    /// <param name="droppedSources">Places in <see cref="Segment.Sources"/>, rising.</param>
    public LiveSegment(Segment segment, IReadOnlyList<int> droppedSources)
    {
        Segment = segment;
        DroppedSources = droppedSources;
        Items = segment.Items;
        if (droppedSources.Count == 0) return;
        _live = new bool[segment.Items];
        Array.Fill(_live, true);
        foreach (var dropped in droppedSources)
        {
            var source = segment.Sources[dropped];
            _live.AsSpan(source.First, source.Count).Clear();
            Items -= source.Count;
        }
    }

    public Segment Segment { get; }

    public IReadOnlyList<int> DroppedSources { get; }

    /// <summary>Items that are still there.</summary>
    public int Items { get; }

    /// <summary>Whether each item is still there; empty where all are.</summary>
    public ReadOnlySpan<bool> Live => _live;

    public bool IsEmpty => DroppedSources.Count == Segment.Sources.Count;

    public LiveSegment Drop(IEnumerable<int> sources) =>
        new(Segment, [.. DroppedSources.Union(sources).Order()]);

    /// <summary>Items still there that hold a word.</summary>
    public int CountItems(int term)
    {
        if (_live is null) return Segment.TermItems(term);
        var count = 0;
        for (var postings = Segment.Postings(term); postings.Read();)
        {
            if (_live[postings.Item]) count++;
        }
        return count;
    }
}
