using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Rag.Memory.Embedded;

/// <summary>A source in a segment: the <paramref name="Count"/> items that begin with <paramref name="First"/>.</summary>
internal readonly record struct SegmentSource(string Name, string ContentHash, int First, int Count);

/// <summary>
/// An immutable file of items and the inverted index over them. The index is read and checked when the file is opened;
/// items stay on disk until they are asked for, each with its own checksum. Safe for concurrent use.
/// </summary>
internal sealed class Segment : IDisposable
{
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly byte[] _index;
    private readonly SegmentLayout _layout;

    private Segment(int number, string path, SafeFileHandle file, byte[] index, SegmentLayout layout)
    {
        Number = number;
        _path = path;
        _file = file;
        _index = index;
        _layout = layout;
        Sources = ReadSources(index, layout);
    }

    public int Number { get; }

    public long FileLength => _layout.IndexStart + _layout.IndexLength + SegmentLayout.TrailerLength;

    public long IndexLength => _layout.IndexLength;

    public IReadOnlyList<SegmentSource> Sources { get; }

    public int Items => _layout.Items;

    public int Terms => _layout.Terms;

    /// <exception cref="MemoryException">The file is damaged, cut, of a newer version, or no segment.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static Segment Open(int number, string path, long? expectedLength = null)
    {
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            var fileLength = RandomAccess.GetLength(file);
            if (expectedLength is { } expected && expected != fileLength)
                throw new InvalidDataException($"it is {fileLength} bytes long, and was {expected}");
            if (fileLength < SegmentLayout.HeaderLength + SegmentLayout.TrailerLength)
                throw new InvalidDataException("it is too short");
            CheckHeader(ReadBytes(file, 0, SegmentLayout.HeaderLength), path);
            var layout = SegmentLayout.Read(
                ReadBytes(file, fileLength - SegmentLayout.TrailerLength, SegmentLayout.TrailerLength), fileLength);
            var index = ReadBytes(file, layout.IndexStart, (int)layout.IndexLength);
            if (Checksum.Of(index) != layout.IndexChecksum)
                throw new InvalidDataException("the checksum of its index does not fit");
            return new Segment(number, path, file, index, layout);
        }
        catch (Exception e)
        {
            file.Dispose();
            if (e is InvalidDataException) throw Damaged(path, e);
            throw;
        }
    }

    public int Ordinal(int item) => Int32(_layout.Ordinals, item);

    /// <summary>Words of an item.</summary>
    public int Length(int item) => Int32(_layout.Lengths, item);

    /// <summary>The item of a source with this ordinal, or -1.</summary>
    public int Find(SegmentSource source, int ordinal)
    {
        var bytes = _index.AsSpan(_layout.Ordinals + 4 * source.First, 4 * source.Count);
        var stored = BitConverter.IsLittleEndian ? ordinal : BinaryPrimitives.ReverseEndianness(ordinal);
        var found = MemoryMarshal.Cast<byte, int>(bytes).IndexOf(stored);
        return found < 0 ? -1 : source.First + found;
    }

    /// <summary>A word in UTF-8; words stand in rising order of their bytes.</summary>
    public ReadOnlySpan<byte> Term(int term)
    {
        var start = term == 0 ? 0 : Int32(_layout.TermEnds, term - 1);
        return _index.AsSpan(_layout.TermText + start, Int32(_layout.TermEnds, term) - start);
    }

    /// <summary>The place of a word, or -1.</summary>
    public int FindTerm(ReadOnlySpan<byte> word)
    {
        var (low, high) = (0, Terms - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = Term(middle).SequenceCompareTo(word);
            if (order == 0) return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return -1;
    }

    /// <summary>Items that hold a word, dropped ones included.</summary>
    public int TermItems(int term) => Int32(_layout.TermItems, term);

    public PostingReader Postings(int term)
    {
        var start = term == 0 ? 0 : Int32(_layout.PostingEnds, term - 1);
        return new PostingReader(_index.AsSpan(_layout.PostingLists + start, Int32(_layout.PostingEnds, term) - start));
    }

    /// <exception cref="MemoryException">The item's bytes are damaged.</exception>
    public Item ReadItem(int item, string source)
    {
        try
        {
            return ItemRecord.Read(ReadRecord(item), source);
        }
        catch (InvalidDataException e)
        {
            throw Damaged(_path, e);
        }
        catch (IOException e)
        {
            throw new MemoryException($"The segment {_path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The bytes of an item; see <see cref="ItemRecord"/>.</summary>
    public byte[] ReadRecord(int item)
    {
        var start = item == 0 ? SegmentLayout.HeaderLength : Int64(SegmentLayout.ItemEnds, item - 1);
        return ReadBytes(_file, start, (int)(Int64(SegmentLayout.ItemEnds, item) - start));
    }

    public void Dispose() => _file.Dispose();

    private static void CheckHeader(ReadOnlySpan<byte> header, string path)
    {
        if (!header.StartsWith(SegmentLayout.Magic)) throw new InvalidDataException("it does not begin like a segment");
        var version = new ByteReader(header[SegmentLayout.Magic.Length..]).Int32();
        if (version != SegmentLayout.Version) throw StoreFolder.OtherVersion(path, version, SegmentLayout.Version);
    }

    private static SegmentSource[] ReadSources(byte[] index, SegmentLayout layout)
    {
        var reader = new ByteReader(index.AsSpan(layout.SourceTable, layout.SourceBytes));
        var sources = new SegmentSource[layout.Sources];
        var first = 0;
        for (var i = 0; i < sources.Length; i++)
        {
            sources[i] = new SegmentSource(reader.Text(), reader.Text(), first, reader.Count());
            first += sources[i].Count;
        }
        return sources;
    }

    private static byte[] ReadBytes(SafeFileHandle file, long offset, int count)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(count);
        for (var read = 0; read < count;)
        {
            var more = RandomAccess.Read(file, bytes.AsSpan(read), offset + read);
            if (more == 0) throw new InvalidDataException("it ends too early");
            read += more;
        }
        return bytes;
    }

    private static MemoryException Damaged(string path, Exception cause) =>
        new($"The segment {path} is damaged ({cause.Message.TrimEnd('.')}): {Manifest.WayOut}.", cause);

    private int Int32(int part, int index) => BinaryPrimitives.ReadInt32LittleEndian(_index.AsSpan(part + 4 * index));

    private long Int64(int part, int index) => BinaryPrimitives.ReadInt64LittleEndian(_index.AsSpan(part + 8 * index));
}
