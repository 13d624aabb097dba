namespace Rag.Memory.Embedded.Storage;

/// <summary>A segment that belongs to the collection, and which of its sources and items no longer do.</summary>
internal sealed record ManifestSegment(
    int Number, long FileLength, IReadOnlyList<int> DroppedSources, IReadOnlyList<int> DroppedItems);

/// <summary>What a collection consists of, but for what stands in the logs. It is replaced as a whole.</summary>
/// <param name="Log">The number of the first log that goes on from here; the others follow.</param>
internal sealed record Manifest(
    bool Stemming, EmbeddingSource? Encoder, int NextSegment, int Log, IReadOnlyList<ManifestSegment> Segments)
{
    public const string FileName = "manifest";
    /// <summary>Version 5 was the same, beside segments without rules of words.</summary>
    public const int Version = 6;

    /// <summary>The same without states, of which nothing was kept.</summary>
    private const int VersionWithoutStates = 4;

    /// <summary>The same without the encoder's space too, which was its name.</summary>
    private const int VersionWithoutSpace = 3;

    /// <summary>The same without logs too.</summary>
    private const int OldestVersion = 2;

    /// <summary>What is kept for a decoder.</summary>
    public StateForm States { get; init; }

    /// <summary>The checksum it was read with, which tells it from the next one.</summary>
    public uint Stamp { get; init; }

    /// <summary>What to do about a damaged file, for the end of a message.</summary>
    public const string WayOut = "restore it from a backup, or let 'rag memory repair' set aside what is lost and ingest again";

    public static ReadOnlySpan<byte> Magic => "RAG-MANI"u8;

    public void Write(string folder, Disk disk)
    {
        var bytes = new ByteWriter(256);
        bytes.Bytes(Magic);
        bytes.Int32(Version);
        bytes.Byte(Stemming ? (byte)1 : (byte)0);
        bytes.Text(Encoder?.Name ?? "");
        bytes.Varint((ulong)(Encoder?.Dimension ?? 0));
        bytes.Text(Encoder?.Space ?? "");
        bytes.Byte((byte)States);
        bytes.Varint((ulong)NextSegment);
        bytes.Varint((ulong)Log);
        bytes.Varint((ulong)Segments.Count);
        foreach (var segment in Segments)
        {
            bytes.Varint((ulong)segment.Number);
            bytes.Varint((ulong)segment.FileLength);
            WriteRising(segment.DroppedSources, bytes);
            WriteRising(segment.DroppedItems, bytes);
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
            throw new MemoryException($"The manifest {path} is damaged ({e.Message.TrimEnd('.')}): {WayOut}.", e) { IsFailure = true };
        }
    }

    private static Manifest Parse(ReadOnlySpan<byte> bytes, string path)
    {
        var reader = new ByteReader(bytes);
        if (!reader.Bytes(Magic.Length).SequenceEqual(Magic))
            throw new InvalidDataException("it does not begin like a manifest");
        var version = reader.Int32();
        if (version is < OldestVersion or > Version)
            throw StoreFolder.OtherVersion(path, version, Version);
        if (bytes.Length < 16 || Checksum.Of(bytes[..^4]) != new ByteReader(bytes[^4..]).UInt32())
            throw new InvalidDataException("its checksum does not fit");

        var stemming = reader.Byte() != 0;
        var (name, dimension) = (reader.Text(), reader.Count());
        var space = version <= VersionWithoutSpace ? name : reader.Text();
        var encoder = dimension > 0 ? new EmbeddingSource(name, dimension) { Space = space } : null;
        var states = version <= VersionWithoutStates ? StateForm.None : (StateForm)reader.Byte();
        var nextSegment = reader.Count();
        var log = version == OldestVersion ? 1 : reader.Count();
        var segments = new ManifestSegment[reader.Count()];
        for (var i = 0; i < segments.Length; i++)
        {
            segments[i] = new ManifestSegment(
                reader.Count(), (long)reader.Varint(), ReadRising(ref reader), ReadRising(ref reader));
        }
        return new Manifest(stemming, encoder, nextSegment, log, segments)
        {
            States = states,
            Stamp = new ByteReader(bytes[^4..]).UInt32(),
        };
    }

    private static void WriteRising(IReadOnlyList<int> numbers, ByteWriter bytes)
    {
        bytes.Varint((ulong)numbers.Count);
        var last = 0;
        foreach (var number in numbers)
        {
            bytes.Varint((ulong)(number - last));
            last = number;
        }
    }

    private static int[] ReadRising(ref ByteReader reader)
    {
        var numbers = new int[reader.Count()];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = reader.Count() + (i > 0 ? numbers[i - 1] : 0);
        return numbers;
    }
}
