using System.Runtime.InteropServices;

namespace Rag.Memory.Embedded.Storage;

/// <summary>
/// What a stretch of a term's postings holds, so that a search can pass over it: where it ends, and for each count the shortest
/// item that has it. Whatever k1, b and the average length are, none of its items scores more than the best of these four.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct PostingBlock
{
    /// <summary>Postings of a block; the last of a term has fewer.</summary>
    public const int Size = 128;

    /// <summary>Bytes in the file.</summary>
    public const int Bytes = 20;

    private const ushort None = ushort.MaxValue;

    /// <summary>The last item.</summary>
    public int Last;

    /// <summary>Where the block ends in the term's postings.</summary>
    public int End;

    /// <summary>The largest count.</summary>
    public int Most;

    private ushort _once;
    private ushort _twice;
    private ushort _thrice;
    private ushort _more;

    public static PostingBlock Empty => new() { _once = None, _twice = None, _thrice = None, _more = None };

    /// <summary>Takes a posting in.</summary>
    public void Add(int item, int count, int length)
    {
        Last = item;
        Most = Math.Max(Most, count);
        ref var shortest = ref _more;
        if (count == 1) shortest = ref _once;
        else if (count == 2) shortest = ref _twice;
        else if (count == 3) shortest = ref _thrice;
        shortest = (ushort)Math.Min(shortest, Math.Min(length, None - 1));
    }

    /// <summary>The largest <c>count / (count + norm)</c> of its items.</summary>
    /// <param name="shortNorm">The norm of an item without words.</param>
    /// <param name="normPerWord">What each word adds to it.</param>
    public readonly double Bound(double shortNorm, double normPerWord)
    {
        return Math.Max(
            Math.Max(Of(1, _once), Of(2, _twice)),
            Math.Max(Of(3, _thrice), Of(Most, _more)));

        double Of(int count, ushort shortest) => shortest == None ? 0 : count / (count + shortNorm + normPerWord * shortest);
    }
}
