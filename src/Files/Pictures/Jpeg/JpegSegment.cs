using System.Buffers.Binary;
using Rag.Files.Media;

namespace Rag.Files.Pictures.Jpeg;

/// <summary>The parameters of one marker, read from front to back; big-endian (T.81, B.1.1).</summary>
internal ref struct JpegSegment(PictureSource source, int start, int length)
{
    private readonly ReadOnlySpan<byte> _bytes = source.Content.AsSpan(start, length);
    private int _position;

    /// <summary>Where in the file the next byte lies.</summary>
    public readonly int Offset => start + _position;

    /// <summary>Bytes not yet read.</summary>
    public readonly int Left => _bytes.Length - _position;

    public int Byte() => Take(1)[0];

    public int UInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > Left) throw Damaged("a segment is shorter than its content");
        _position += count;
        return _bytes.Slice(_position - count, count);
    }

    public readonly MediaException Damaged(string problem) => source.Damaged(problem, Offset);

    public readonly MediaException Refuse(string reason) => source.Refuse(reason, Offset);

    /// <summary>Refuses a picture of a size over the limit.</summary>
    public readonly void CheckSize(int width, int height) => source.CheckSize(width, height, Offset);
}
