using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Rag.Memory.Vectors;

/// <summary>
/// Links coded vectors into a graph, one after the other (algorithms 1 and 4 of the paper). The same vectors give the same
/// graph.
/// </summary>
internal sealed unsafe class HnswBuilder
{
    private const int Seed = 20161603;
    private readonly CodeRows _rows;
    private readonly GraphOptions _options;
    private readonly HnswWalk _walk = new();
    private readonly byte[] _levels;
    private readonly int[] _starts;
    private readonly int[] _links;
    private readonly int[] _upper;
    private readonly float[] _keys;
    private readonly int[] _nodes;
    private int _entry;
    private int _top;

    private HnswBuilder(CodeRows rows, GraphOptions options)
    {
        _rows = rows;
        _options = options;
        var m = options.M;
        var random = new Random(Seed);
        _levels = new byte[rows.Count];
        _starts = Pinned(rows.Count);
        _links = Pinned(checked(rows.Count * (2 * m + 1)));
        var above = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            _levels[i] = (byte)Math.Min(byte.MaxValue, -Math.Log(1 - random.NextDouble()) / Math.Log(m));
            _starts[i] = _levels[i] == 0 ? -1 : above;
            above += _levels[i] * (m + 1);
        }
        _upper = Pinned(above);
        _keys = new float[Math.Max(options.EfConstruction, 2 * m + 1)];
        _nodes = new int[_keys.Length];
    }

    /// <summary>Links the vectors; there is at least one.</summary>
    public static HnswArrays Build(CodeRows rows, GraphOptions options)
    {
        var builder = new HnswBuilder(rows, options);
        builder._top = builder._levels[0];
        for (var i = 1; i < rows.Count; i++) builder.Insert(i);
        return new HnswArrays(builder._starts, builder._links, builder._upper, options.M, builder._entry, builder._top);
    }

    private static int[] Pinned(int length) => GC.AllocateArray<int>(length, pinned: true);

    private void Insert(int node)
    {
        var graph = new HnswGraph(Start(_starts), Start(_links), Start(_upper), _options.M, _entry, _top);
        var row = _rows.Row(node);
        var scale = _rows.Scale(node);
        var level = _levels[node];
        var near = HnswWalk.Descend(graph, _rows, row, scale, level);
        for (var l = Math.Min(level, _top); l >= 0; l--)
        {
            _walk.Spread(graph, _rows, row, scale, near, l, _options.EfConstruction, default(Everything));
            var found = 0;
            foreach (var (key, other) in _walk.Found.Entries) (_keys[found], _nodes[found++]) = (-key, other);
            Select(graph.Block(node, l), found, _options.M);
            near = _nodes[0];
            foreach (var other in graph.Links(node, l)) Connect(graph, other, node, l);
        }
        if (level > _top) (_entry, _top) = (node, level);
    }

    // Adds the link back; where there is no room, chooses again.
    private void Connect(HnswGraph graph, int from, int to, int level)
    {
        var block = graph.Block(from, level);
        if (block[0] < block.Length - 1)
        {
            block[++block[0]] = to;
            return;
        }
        var count = 0;
        foreach (var link in block[1..])
        {
            (_keys[count], _nodes[count]) = (-_rows.Similarity(from, link), link);
            count++;
        }
        (_keys[count], _nodes[count]) = (-_rows.Similarity(from, to), to);
        Select(block, count + 1, block.Length - 1);
    }

    // Takes the nearest first, and passes over what is nearer to one that was taken: links should lead in all directions.
    private void Select(Span<int> block, int candidates, int most)
    {
        var keys = _keys.AsSpan(0, candidates);
        var nodes = _nodes.AsSpan(0, candidates);
        keys.Sort(nodes);
        var taken = 0;
        for (var i = 0; i < candidates && taken < most; i++)
        {
            var diverse = true;
            for (var t = 1; t <= taken && diverse; t++) diverse = _rows.Similarity(nodes[i], block[t]) < -keys[i];
            if (diverse) block[++taken] = nodes[i];
        }
        block[0] = taken;
    }

    private static int* Start(int[] pinned) => (int*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned));
}
