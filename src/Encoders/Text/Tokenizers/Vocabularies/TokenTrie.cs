using System.Numerics;

namespace Rag.Encoders.Text.Tokenizers.Vocabularies;

/// <summary>
/// Finds which tokens begin at a place of a text, walking it unit by unit. The edges of all nodes lie in one hash table
/// (node and character -> node), which stays small for alphabets of any size.
/// </summary>
internal sealed class TokenTrie
{
    public const int Root = 0;
    public const int None = -1;

    private readonly List<int> _values = [None];
    private ulong[] _edges = new ulong[1024]; // 0 is a free slot
    private int[] _targets = new int[1024];
    private int _edgeCount;

    public void Add(ReadOnlySpan<char> token, int value)
    {
        var node = Root;
        foreach (var c in token)
        {
            var child = Child(node, c);
            if (child == None)
            {
                child = _values.Count;
                _values.Add(None);
                AddEdge(Key(node, c), child);
            }
            node = child;
        }
        _values[node] = value;
    }

    /// <summary>The node behind the edge <paramref name="c"/>, or <see cref="None"/>.</summary>
    public int Child(int node, char c)
    {
        var key = Key(node, c);
        for (var slot = SlotOf(key, _edges.Length); ; slot = (slot + 1) & (_edges.Length - 1))
        {
            if (_edges[slot] == key) return _targets[slot];
            if (_edges[slot] == 0) return None;
        }
    }

    /// <summary>The value of the token that ends at the node, or <see cref="None"/>.</summary>
    public int ValueAt(int node) => _values[node];

    /// <summary>The longest token at the beginning of the text; length 0 and <see cref="None"/> where there is none.</summary>
    public (int Length, int Value) Longest(ReadOnlySpan<char> text)
    {
        var (length, value, node) = (0, None, Root);
        for (var i = 0; i < text.Length; i++)
        {
            node = Child(node, text[i]);
            if (node == None) break;
            if (_values[node] != None) (length, value) = (i + 1, _values[node]);
        }
        return (length, value);
    }

    private static ulong Key(int node, char c) => ((ulong)(node + 1) << 16) | c;

    private static int SlotOf(ulong key, int size) =>
        (int)((key * 0x9E3779B97F4A7C15) >> (64 - BitOperations.Log2((uint)size)));

    private void AddEdge(ulong key, int target)
    {
        if (++_edgeCount * 2 > _edges.Length) Grow();
        Place(key, target);
    }

    private void Grow()
    {
        var (edges, targets) = (_edges, _targets);
        _edges = new ulong[edges.Length * 2];
        _targets = new int[edges.Length * 2];
        for (var i = 0; i < edges.Length; i++)
        {
            if (edges[i] != 0) Place(edges[i], targets[i]);
        }
    }

    private void Place(ulong key, int target)
    {
        var slot = SlotOf(key, _edges.Length);
        while (_edges[slot] != 0) slot = (slot + 1) & (_edges.Length - 1);
        (_edges[slot], _targets[slot]) = (key, target);
    }
}
