namespace Rag.Memory.Embedded.Storage;

/// <summary>
/// Reads a collection in version 1 of the format, which had words only, to be written anew in today's. The words are indexed
/// again, so that only the manifest, the table of sources and the items are read.
/// </summary>
internal sealed class Format1Collection
{
    private const int Version = 1;
    private readonly string _folder;
    private readonly List<(int Number, HashSet<int> Dropped)> _segments = [];

    private Format1Collection(string folder, ReadOnlySpan<byte> manifest)
    {
        _folder = folder;
        var reader = new ByteReader(manifest);
        reader.Bytes(Manifest.Magic.Length + 4);
        Stemming = reader.Byte() != 0;
        NextSegment = reader.Count();
        for (var segments = reader.Count(); segments > 0; segments--)
        {
            var number = reader.Count();
            reader.Varint();
            var dropped = new HashSet<int>();
            for (var (count, last) = (reader.Count(), 0); count > 0; count--) dropped.Add(last += reader.Count());
            _segments.Add((number, dropped));
        }
    }

    public bool Stemming { get; }

    public int NextSegment { get; }

    /// <summary>The collection, or null where it is in another version.</summary>
    /// <exception cref="InvalidDataException">The manifest is damaged.</exception>
    public static Format1Collection? Open(string folder)
    {
        var manifest = File.ReadAllBytes(Path.Combine(folder, Manifest.FileName)).AsSpan();
        if (manifest.Length < 16 || !manifest.StartsWith(Manifest.Magic) || manifest[Manifest.Magic.Length] != Version) return null;
        if (Checksum.Of(manifest[..^4]) != new ByteReader(manifest[^4..]).UInt32())
            throw new InvalidDataException($"The checksum of the manifest in {folder} does not fit: {Manifest.WayOut}.");
        return new Format1Collection(folder, manifest[..^4]);
    }

    /// <summary>What each segment holds that was not dropped, in the order of ingestion.</summary>
    /// <exception cref="InvalidDataException">A segment is damaged.</exception>
    public IEnumerable<IReadOnlyList<StagedSource>> Segments() =>
        _segments.Select(segment => Read(CollectionFiles.SegmentPath(_folder, segment.Number), segment.Dropped));

    private static List<StagedSource> Read(string path, HashSet<int> dropped)
    {
        const int TrailerLength = 40, HeaderLength = 12;
        using var file = MappedFile.Open(path);
        var trailer = file.Bytes(file.Length - TrailerLength, TrailerLength);
        var reader = new ByteReader(trailer);
        var indexStart = reader.Int64();
        var (items, sources, terms, sourceBytes) = (reader.Int32(), reader.Int32(), reader.Int32(), reader.Int32());
        if (Checksum.Of(trailer[..^4]) != new ByteReader(trailer[^4..]).UInt32()
            || file.ChecksumOf(indexStart, file.Length - TrailerLength - indexStart) != new ByteReader(trailer[^8..]).UInt32())
            throw new InvalidDataException($"The checksum of {path} does not fit: {Manifest.WayOut}.");

        var itemEnds = file.Values<long>(indexStart, items);
        var table = new ByteReader(file.Bytes(indexStart + 16L * items + 12L * terms, sourceBytes));
        var live = new List<StagedSource>();
        var item = 0;
        for (var s = 0; s < sources; s++)
        {
            var (name, hash, count) = (table.Text(), table.Text(), table.Count());
            var held = new List<Item>(count);
            for (; count > 0; count--, item++)
            {
                var start = item == 0 ? HeaderLength : itemEnds[item - 1];
                held.Add(ReadItem(file.Bytes(start, (int)(itemEnds[item] - start)), name, path));
            }
            if (!dropped.Contains(s)) live.Add(new StagedSource(name, hash, held));
        }
        return live;
    }

    private static Item ReadItem(ReadOnlySpan<byte> record, string source, string path)
    {
        var reader = new ByteReader(record);
        if (reader.UInt32() != Checksum.Of(record[4..]))
            throw new InvalidDataException($"The checksum of an item of {path} does not fit: {Manifest.WayOut}.");
        var ordinal = reader.Int32();
        var start = reader.Count();
        var end = start + reader.Count();
        var has = reader.Byte();
        var item = new Item
        {
            Source = source,
            Ordinal = ordinal,
            Start = start,
            End = end,
            Page = (has & 1) != 0 ? reader.Int32() : null,
            Heading = (has & 2) != 0 ? reader.Text() : null,
            Text = reader.Text(),
        };
        var metadata = new Dictionary<string, string>();
        for (var entries = reader.Count(); entries > 0; entries--) metadata.Add(reader.Text(), reader.Text());
        return item with { Metadata = metadata };
    }
}
