namespace Rag.Memory.Vectors;

/// <summary>Walks a graph towards a vector (algorithms 2 and 5 of the paper). Keeps its room between walks; one thread at a time.</summary>
internal sealed class HnswWalk
{
    private readonly ScoredHeap _candidates = new(); // by falling similarity: the key is its negative
    private uint[] _seen = [];
    private uint _round;

    /// <summary>What the last walk found: key is the similarity.</summary>
    public ScoredHeap Found { get; } = new();

    /// <summary>From the top to a level above <paramref name="level"/>, always to the nearest.</summary>
    public static int Descend(HnswGraph graph, CodeRows rows, ReadOnlySpan<sbyte> target, float scale, int level)
    {
        var nearest = graph.Entry;
        var best = rows.Similarity(target, scale, nearest);
        for (var l = graph.Top; l > level; l--)
        {
            for (var moved = true; moved;)
            {
                moved = false;
                foreach (var link in graph.Links(nearest, l))
                {
                    var similarity = rows.Similarity(target, scale, link);
                    if (similarity <= best) continue;
                    (nearest, best, moved) = (link, similarity, true);
                }
            }
        }
        return nearest;
    }

    /// <summary>Fills <see cref="Found"/> with the nearest survivors, up to <paramref name="ef"/>, met on one level.</summary>
    public void Spread<TSurvivors>(
        HnswGraph graph, CodeRows rows, ReadOnlySpan<sbyte> target, float scale, int start, int level, int ef, TSurvivors survivors)
        where TSurvivors : ISurvivors, allows ref struct
    {
        Begin(rows.Count);
        var seen = _seen;
        var round = _round;
        var first = rows.Similarity(target, scale, start);
        seen[start] = round;
        _candidates.Push(-first, start);
        if (survivors.Contains(start)) Found.Push(first, start);
        Span<int> fresh = stackalloc int[256];
        while (_candidates.Count > 0)
        {
            var (negative, node) = _candidates.Pop();
            if (Found.Count == ef && -negative < Found.Top.Key) break;

            var count = 0;
            foreach (var link in graph.Links(node, level))
            {
                if (seen[link] == round) continue;
                seen[link] = round;
                rows.Prefetch(link);
                fresh[count++] = link;
            }
            foreach (var link in fresh[..count])
            {
                var similarity = rows.Similarity(target, scale, link);
                if (Found.Count == ef && similarity <= Found.Top.Key) continue;
                _candidates.Push(-similarity, link);
                if (survivors.Contains(link)) Found.Keep(similarity, link, ef);
            }
        }
    }

    private void Begin(int nodes)
    {
        _candidates.Clear();
        Found.Clear();
        if (_seen.Length < nodes) (_seen, _round) = (new uint[nodes], 0);
        if (++_round != 0) return;
        Array.Clear(_seen);
        _round = 1;
    }
}

/// <summary>Which vectors of a segment may be found.</summary>
internal interface ISurvivors
{
    bool Contains(int vector);
}

/// <summary>All of them.</summary>
internal readonly struct Everything : ISurvivors
{
    public bool Contains(int vector) => true;
}

/// <summary>Those whose items are in a set.</summary>
internal readonly ref struct Chosen(BitSet items, ReadOnlySpan<int> vectorItems) : ISurvivors
{
    private readonly ReadOnlySpan<int> _vectorItems = vectorItems;

    public bool Contains(int vector) => items.Contains(_vectorItems[vector]);
}
