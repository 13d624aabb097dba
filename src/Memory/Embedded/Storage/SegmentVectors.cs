using Rag.Memory.Vectors;

namespace Rag.Memory.Embedded.Storage;

/// <summary>A segment's vectors, in full and coded, and the graph over them. They are checked when they are first used.</summary>
internal sealed class SegmentVectors
{
    private readonly MappedFile _file;
    private readonly SegmentLayout _layout;
    private readonly SegmentDamage _damage;
    private readonly Lazy<bool> _areSound;

    public SegmentVectors(MappedFile file, SegmentLayout layout, SegmentDamage damage)
    {
        (_file, _layout, _damage) = (file, layout, damage);
        _areSound = new Lazy<bool>(Check);
    }

    /// <summary>Items that have a vector.</summary>
    public int Count => _layout.Counts.Vectors;

    /// <summary>Bytes of codes and graph.</summary>
    public long Length => _layout.VectorLength;

    public bool HasGraph => _layout.Counts.GraphM > 0;

    /// <summary>Whether vectors and graph are as they were written; it is looked at once.</summary>
    public bool AreSound => Count == 0 || _areSound.Value;

    /// <summary>The item of each vector, rising.</summary>
    public ReadOnlySpan<int> Items => _file.Values<int>(_layout[SegmentPart.VectorItems].Start, Count);

    /// <summary>The vectors in full, with the items they are of.</summary>
    public unsafe FullVectors All => new(
        (int*)Start(SegmentPart.VectorItems), Count, _file.At(0, _file.Length), (long*)Start(SegmentPart.ItemEnds), _layout.Counts.Dimension);

    /// <summary>The vectors in 8 bits a number.</summary>
    public unsafe CodeRows Codes
    {
        get
        {
            ThrowIfDamaged();
            return new CodeRows((sbyte*)Start(SegmentPart.Codes), (float*)Start(SegmentPart.Scales), Count, _layout.Counts.Dimension);
        }
    }

    /// <summary>The graph over <see cref="Codes"/>, where there is one.</summary>
    public unsafe HnswGraph Graph
    {
        get
        {
            ThrowIfDamaged();
            return new HnswGraph((int*)Start(SegmentPart.GraphStarts), (int*)Start(SegmentPart.GraphLinks),
                (int*)Start(SegmentPart.GraphUpper), _layout.Counts.GraphM, _layout.Counts.GraphEntry, _layout.Counts.GraphTop);
        }
    }

    private bool Check()
    {
        try
        {
            _layout.Check(_file, SegmentPart.VectorItems, SegmentPart.GraphUpper);
            return true;
        }
        catch (InvalidDataException e)
        {
            _damage.Note(e);
            return false;
        }
    }

    private void ThrowIfDamaged()
    {
        if (!AreSound) throw _damage.Failure;
    }

    private unsafe byte* Start(SegmentPart part) => _file.At(_layout[part].Start, _layout[part].Length);
}
