using System.IO.Compression;

namespace Rag.Files.Documents.Archives;

/// <summary>
/// A ZIP file whose entries count, while they are inflated, against what a file may expand to, whatever the archive says of them.
/// </summary>
internal sealed class Archive : IDisposable
{
    private const int MaxEntries = 10_000;

    private readonly DocumentSource _source;
    private readonly string _format;
    private readonly ZipArchive _zip;

    /// <param name="source">The file.</param>
    /// <param name="format">What it is called in messages.</param>
    /// <exception cref="DocumentException">It is no archive, a damaged one, or has too many entries.</exception>
    public Archive(DocumentSource source, string format)
    {
        (_source, _format) = (source, format);
        _zip = Checked(() => new ZipArchive(new MemoryStream(source.Content), ZipArchiveMode.Read));
        Entries = Checked(() => _zip.Entries);
        source.RefuseOver(MaxEntries, Entries.Count, "parts");
    }

    /// <summary>In the archive's order.</summary>
    public IReadOnlyCollection<ZipArchiveEntry> Entries { get; }

    /// <summary>Inflates an entry; its bytes are counted as they are read.</summary>
    public Stream Open(ZipArchiveEntry entry)
    {
        if (entry.Length > _source.Expansion.Left) throw _source.RefuseExpansion(); // who reads it may reserve what is declared
        return new CountedStream(Checked(entry.Open), this);
    }

    /// <summary>The content of an entry; null if there is none of the name.</summary>
    public byte[]? Read(string name)
    {
        if (_zip.GetEntry(name) is not { } entry) return null;
        using var part = Open(entry);
        var content = new MemoryStream();
        part.CopyTo(content);
        return content.ToArray();
    }

    public void Dispose() => _zip.Dispose();

    private T Checked<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException e)
        {
            throw _source.Refuse($"is a damaged {_format} or cut off: {e.Message}; fetch it again, or open and save it anew", e);
        }
    }

    private sealed class CountedStream(Stream inner, Archive archive) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = archive.Checked(() => inner.Read(buffer, offset, count));
            archive._source.Expansion.Charge(read, archive._source);
            return read;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
