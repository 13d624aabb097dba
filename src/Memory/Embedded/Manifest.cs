namespace Rag.Memory.Embedded;

/// <summary>A segment that belongs to the collection, and which of its sources no longer do.</summary>
internal sealed record ManifestSegment(int Number, long FileLength, IReadOnlyList<int> DroppedSources);

/// <summary>What a collection consists of. It is replaced as a whole: that is a commit.</summary>
internal sealed record Manifest(bool Stemming, int NextSegment, IReadOnlyList<ManifestSegment> Segments)
{
    public const string FileName = "manifest";
    public const int Version = 1;

    /// <summary>What to do about a damaged file, for the end of a message.</summary>
    public const string WayOut = "restore it from a backup, or delete its folder and ingest again";

    private static ReadOnlySpan<byte> Magic => "RAG-MANI"u8;

    public void Write(string folder, Disk disk)
    {
        var bytes = new ByteWriter(256);
        bytes.Bytes(Magic);
        bytes.Int32(Version);
        bytes.Byte(Stemming ? (byte)1 : (byte)0);
        bytes.Varint((ulong)NextSegment);
        bytes.Varint((ulong)Segments.Count);
        foreach (var segment in Segments)
        {
            bytes.Varint((ulong)segment.Number);
            bytes.Varint((ulong)segment.FileLength);
            bytes.Varint((ulong)segment.DroppedSources.Count);
            var last = 0;
            foreach (var source in segment.DroppedSources)
            {
                bytes.Varint((ulong)(source - last));
                last = source;
            }
        }
        bytes.UInt32(Checksum.Of(bytes.Written));
        disk.Write(Path.Combine(folder, FileName), stream => stream.Write(bytes.Written));
    }

    /// <exception cref="MemoryException">The file is damaged, of a newer version, or no manifest.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Manifest Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        var bytes = File.ReadAllBytes(path);
        try
        {
            return Parse(bytes, path);
        }
        catch (InvalidDataException e)
        {
            throw new MemoryException($"The manifest {path} is damaged ({e.Message.TrimEnd('.')}): {WayOut}.", e);
        }
    }

    private static Manifest Parse(ReadOnlySpan<byte> bytes, string path)
    {
        var reader = new ByteReader(bytes);
        if (!reader.Bytes(Magic.Length).SequenceEqual(Magic))
            throw new InvalidDataException("it does not begin like a manifest");
        var version = reader.Int32();
        if (version != Version)
            throw StoreFolder.OtherVersion(path, version, Version);
        if (bytes.Length < 16 || Checksum.Of(bytes[..^4]) != new ByteReader(bytes[^4..]).UInt32())
            throw new InvalidDataException("its checksum does not fit");

        var stemming = reader.Byte() != 0;
        var nextSegment = reader.Count();
        var segments = new ManifestSegment[reader.Count()];
        for (var i = 0; i < segments.Length; i++)
        {
            var (number, length) = (reader.Count(), (long)reader.Varint());
            var dropped = new int[reader.Count()];
            for (var d = 0; d < dropped.Length; d++) dropped[d] = reader.Count() + (d > 0 ? dropped[d - 1] : 0);
            segments[i] = new ManifestSegment(number, length, dropped);
        }
        return new Manifest(stemming, nextSegment, segments);
    }
}
