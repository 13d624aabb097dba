namespace Rag.Memory.Embedded.Storage;

/// <summary>What one commit did.</summary>
/// <param name="Dropped">Sources that were removed or replaced.</param>
/// <param name="DroppedItems">Items that were deleted alone.</param>
/// <param name="Image">A segment with what was added; empty where nothing was, or where it has a file of its own.</param>
/// <param name="File">The number of that file, or 0.</param>
/// <param name="FileLength">Its length.</param>
internal sealed record LoggedCommit(
    IReadOnlyCollection<string> Dropped, IReadOnlyCollection<ItemName> DroppedItems, ReadOnlyMemory<byte> Image, int File, long FileLength)
{
    public void Write(ByteWriter bytes)
    {
        bytes.Varint((ulong)Dropped.Count);
        foreach (var source in Dropped) bytes.Text(source);
        bytes.Varint((ulong)DroppedItems.Count);
        foreach (var (source, ordinal) in DroppedItems)
        {
            bytes.Text(source);
            bytes.Int32(ordinal);
        }
        bytes.Varint((ulong)File);
        bytes.Varint((ulong)FileLength);
        bytes.Bytes(Image.Span);
    }

    public static LoggedCommit Read(ReadOnlyMemory<byte> payload)
    {
        var reader = new ByteReader(payload.Span);
        var dropped = new string[reader.Count()];
        for (var i = 0; i < dropped.Length; i++) dropped[i] = reader.Text();
        var items = new ItemName[reader.Count()];
        for (var i = 0; i < items.Length; i++) items[i] = new ItemName(reader.Text(), reader.Int32());
        var (file, length) = (reader.Count(), (long)reader.Varint());
        return new LoggedCommit(dropped, items, payload[^reader.Left..], file, length);
    }
}

/// <summary>
/// The commits that are in no manifest yet, one checksummed record after the other. A commit is durable once its record is
/// flushed; a record that a crash cut short was not acknowledged and does not count.
/// </summary>
internal sealed class WriteAheadLog : IDisposable
{
    public const string Ending = ".log";
    private const int Version = 1;
    private const int HeaderLength = 12;
    private const int RecordHeaderLength = 16;

    private readonly Disk _disk;
    private readonly FileStream _file;
    private long _length;
    private bool _hasRest; // of a record that failed and could not be taken back

    private WriteAheadLog(Disk disk, FileStream file)
    {
        _disk = disk;
        _file = file;
        _length = HeaderLength;
    }

    private static ReadOnlySpan<byte> Magic => "RAG-WLOG"u8;

    /// <summary>Whether nothing stands in it of a record that failed.</summary>
    public bool IsClean => !_hasRest;

    public static string PathOf(string folder, int number) => Path.Combine(folder, $"{number:D6}{Ending}");

    public static WriteAheadLog Create(string path, Disk disk)
    {
        var header = new ByteWriter();
        header.Bytes(Magic);
        header.Int32(Version);
        disk.Write(path, stream => stream.Write(header.Written));
        return new WriteAheadLog(disk, new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.Read | FileShare.Delete, 0));
    }

    /// <summary>Durable when it returns. When it fails, the next record takes this one's place.</summary>
    public void Append(LoggedCommit commit)
    {
        var payload = new ByteWriter(commit.Image.Length + 256);
        commit.Write(payload);
        var record = new ByteWriter(RecordHeaderLength + payload.Length);
        record.Int64(payload.Length);
        record.UInt32(Checksum.Of(record.Written));
        record.UInt32(Checksum.Of(payload.Written));
        record.Bytes(payload.Written);
        try
        {
            _disk.Append(_file, _length, record.Written);
        }
        catch
        {
            TakeBack();
            throw;
        }
        _length += record.Length;
        _hasRest = false;
    }

    /// <summary>The commits of a log, in their order.</summary>
    /// <exception cref="MemoryException">It is damaged before its last record, or of a newer version.</exception>
    /// <exception cref="FileNotFoundException">There is no such log.</exception>
    public static List<LoggedCommit> Read(string path)
    {
        var commits = new List<LoggedCommit>();
        Read(path, commits);
        return commits;
    }

    /// <summary>The commits before the first damage, in their order, and whether that is all of them.</summary>
    /// <exception cref="FileNotFoundException">There is no such log.</exception>
    public static (List<LoggedCommit> Commits, bool AreAll) ReadSound(string path)
    {
        var commits = new List<LoggedCommit>();
        try
        {
            Read(path, commits);
            return (commits, true);
        }
        catch (MemoryException e) when (e.IsFailure)
        {
            return (commits, false);
        }
    }

    private static void Read(string path, List<LoggedCommit> commits)
    {
        ReadOnlyMemory<byte> rest = ReadShared(path);
        if (rest.Length < HeaderLength || !rest.Span.StartsWith(Magic)) throw Damaged(path, "it does not begin like a log");
        var version = new ByteReader(rest.Span[Magic.Length..]).Int32();
        if (version != Version) throw StoreFolder.OtherVersion(path, version, Version);
        for (rest = rest[HeaderLength..]; rest.Length >= RecordHeaderLength;)
        {
            var header = new ByteReader(rest.Span);
            var length = header.Int64();
            if (header.UInt32() != Checksum.Of(rest.Span[..8]))
            {
                if (IsUnwritten(rest)) return;
                throw Damaged(path, "the checksum of a record's length does not fit");
            }
            if (length > rest.Length - RecordHeaderLength) return;
            var payload = rest.Slice(RecordHeaderLength, (int)length);
            rest = rest[(RecordHeaderLength + (int)length)..];
            if (header.UInt32() != Checksum.Of(payload.Span))
            {
                if (IsUnwritten(rest)) return;
                throw Damaged(path, "the checksum of a record does not fit");
            }
            commits.Add(LoggedCommit.Read(payload));
        }
    }

    public void Dispose() => _file.Dispose();

    // The system may have made the file longer before a crash, and written nothing.
    private static bool IsUnwritten(ReadOnlyMemory<byte> rest) => !rest.Span.ContainsAnyExcept((byte)0);

    private void TakeBack()
    {
        try
        {
            RandomAccess.SetLength(_file.SafeFileHandle, _length);
        }
        catch (IOException)
        {
            _hasRest = true; // then the next record is written over it
        }
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        return bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }

    private static MemoryException Damaged(string path, string reason) =>
        new($"The log {path} is damaged ({reason}): {Manifest.WayOut}.") { IsFailure = true };
}
