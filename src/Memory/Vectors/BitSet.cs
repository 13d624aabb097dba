using System.Numerics;

namespace Rag.Memory.Vectors;

/// <summary>A set of numbers from 0 up to a length.</summary>
internal sealed class BitSet(int length)
{
    private readonly ulong[] _words = new ulong[(length + 63) / 64];

    public int Length { get; } = length;

    public int Count
    {
        get
        {
            var count = 0;
            foreach (var word in _words) count += BitOperations.PopCount(word);
            return count;
        }
    }

    public bool Contains(int number) => (_words[number >> 6] >> number & 1) != 0;

    public void Add(int number) => _words[number >> 6] |= 1UL << number;

    public void Remove(int number) => _words[number >> 6] &= ~(1UL << number);

    /// <summary>Adds <paramref name="count"/> numbers from <paramref name="first"/> on.</summary>
    public void Add(int first, int count)
    {
        for (var i = first; i < first + count; i++) Add(i);
    }

    /// <summary>Removes <paramref name="count"/> numbers from <paramref name="first"/> on.</summary>
    public void Remove(int first, int count)
    {
        for (var i = first; i < first + count; i++) Remove(i);
    }

    public void IntersectWith(BitSet other)
    {
        for (var i = 0; i < _words.Length; i++) _words[i] &= other._words[i];
    }

    public void UnionWith(BitSet other)
    {
        for (var i = 0; i < _words.Length; i++) _words[i] |= other._words[i];
    }

    public BitSet Clone()
    {
        var clone = new BitSet(Length);
        _words.CopyTo(clone._words, 0);
        return clone;
    }

    /// <summary>The numbers, rising.</summary>
    public IEnumerable<int> Numbers()
    {
        for (var i = 0; i < _words.Length; i++)
        {
            for (var word = _words[i]; word != 0; word &= word - 1) yield return 64 * i + BitOperations.TrailingZeroCount(word);
        }
    }
}
