using System.Collections.ObjectModel;
using System.Runtime.InteropServices;
using System.Text;

namespace Rag.Memory.Embedded;

/// <summary>A source and the run of a segment's items that came from it.</summary>
internal readonly record struct SegmentSource(string Name, string ContentHash, int First, int Count);

/// <summary>
/// An immutable file of items and the inverted index over their words (FORMAT.md draws it). All of it is held as bytes and
/// read in place; only the sources are decoded when it is opened.
/// </summary>
internal sealed class Segment
{
    public const int Version = 1;
    public static ReadOnlySpan<byte> Magic => "RAGSEG\r\n"u8;

    /// <summary>Magic, version, checksum and the ends of the sections, before the first section.</summary>
    public const int HeaderSize = 8 + 4 + 4 + SectionCount * 4;
    public const int SectionCount = 8;

    private readonly byte[] _bytes;
    private readonly Range[] _sections = new Range[SectionCount];

    private Segment(string name, byte[] bytes)
    {
        Name = name;
        _bytes = bytes;
        var start = HeaderSize;
        for (var i = 0; i < SectionCount; i++)
        {
            var end = MemoryMarshal.Read<int>(bytes.AsSpan(16 + 4 * i));
            if (end < start || end > bytes.Length) throw new InvalidDataException($"section {i} ends at {end}");
            _sections[i] = start..end;
            start = end;
        }
        Sources = ReadSources(Section(0));
    }

    /// <summary>The name of its file.</summary>
    public string Name { get; }

    public int Size => _bytes.Length;

    public IReadOnlyList<SegmentSource> Sources { get; }

    /// <summary>How many items it holds, dropped ones included.</summary>
    public int Count => Lengths.Length;

    /// <summary>Words in each item.</summary>
    public ReadOnlySpan<int> Lengths => Numbers(1);

    public int TermCount => TermEnds.Length;

    private ReadOnlySpan<int> ItemEnds => Numbers(2);
    private ReadOnlySpan<int> TermEnds => Numbers(4);
    private ReadOnlySpan<int> PostingEnds => Numbers(6);

    /// <summary>Reads a segment's file and checks every byte of it.</summary>
    /// <exception cref="MemoryException">The file is damaged or of a newer version.</exception>
    public static Segment Open(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < HeaderSize || !bytes.AsSpan().StartsWith(Magic)) throw Damaged("it does not begin as a segment");
        var version = MemoryMarshal.Read<int>(bytes.AsSpan(8));
        if (version > Version) throw new MemoryException($"{path}: written by a newer version of rag (format {version}, this one reads up to {Version}); update rag");
        if (MemoryMarshal.Read<uint>(bytes.AsSpan(12)) != Crc32C.Of(bytes.AsSpan(16))) throw Damaged("its checksum is wrong");
        try
        {
            return new Segment(Path.GetFileName(path), bytes);
        }
        catch (InvalidDataException e)
        {
            throw Damaged(e.Message);
        }

        MemoryException Damaged(string how) => new($"{path}: damaged ({how}); ingest its sources again into a new memory, or restore the file from a backup");
    }

    /// <summary>Decodes one item.</summary>
    public Item Read(int index)
    {
        var source = Sources[SourceOf(index)];
        var record = new ByteCursor(Record(index));
        var (start, end, page, hasHeading) = (record.ReadInt(), record.ReadInt(), record.ReadInt(), record.ReadInt());
        return new Item
        {
            Source = source.Name,
            Ordinal = index - source.First,
            Start = start,
            End = end,
            Page = page == 0 ? null : page,
            Heading = hasHeading == 0 ? null : record.ReadString(),
            Text = record.ReadString(),
            Metadata = ReadMetadata(ref record),
        };
    }

    /// <summary>The bytes of one item, as they are copied when segments are merged.</summary>
    public ReadOnlySpan<byte> Record(int index) => Between(3, ItemEnds, index);

    public string Term(int index) => Encoding.UTF8.GetString(Between(5, TermEnds, index));

    /// <summary>The postings of one term: (distance from the item before, occurrences) pairs.</summary>
    public ReadOnlySpan<byte> Postings(int term) => Between(7, PostingEnds, term);

    /// <summary>The index of a term, or -1; terms are sorted by their UTF-8 bytes.</summary>
    public int FindTerm(ReadOnlySpan<byte> term)
    {
        var (low, high) = (0, TermCount - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = Between(5, TermEnds, middle).SequenceCompareTo(term);
            if (order == 0) return middle;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }
        return -1;
    }

    private int SourceOf(int item)
    {
        var (low, high) = (0, Sources.Count - 1);
        while (low < high) // the last source that begins at or before the item and has items
        {
            var middle = (low + high + 1) >>> 1;
            if (Sources[middle].First <= item) low = middle;
            else high = middle - 1;
        }
        while (Sources[low].Count == 0) low--;
        return low;
    }

    private static IReadOnlyDictionary<string, string> ReadMetadata(ref ByteCursor record)
    {
        var count = record.ReadInt();
        if (count == 0) return ReadOnlyDictionary<string, string>.Empty;
        var metadata = new Dictionary<string, string>(count);
        for (var i = 0; i < count; i++) metadata.Add(record.ReadString(), record.ReadString());
        return metadata;
    }

    private static List<SegmentSource> ReadSources(ReadOnlySpan<byte> section)
    {
        var sources = new List<SegmentSource>();
        var first = 0;
        for (var cursor = new ByteCursor(section); !cursor.AtEnd;)
        {
            var source = new SegmentSource(cursor.ReadString(), cursor.ReadString(), first, cursor.ReadInt());
            sources.Add(source);
            first += source.Count;
        }
        return sources;
    }

    private ReadOnlySpan<byte> Section(int index) => _bytes.AsSpan(_sections[index]);

    private ReadOnlySpan<int> Numbers(int section) => MemoryMarshal.Cast<byte, int>(Section(section));

    private ReadOnlySpan<byte> Between(int section, ReadOnlySpan<int> ends, int index) =>
        Section(section)[(index == 0 ? 0 : ends[index - 1])..ends[index]];
}
