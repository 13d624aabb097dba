using System.IO.Compression;

namespace Rag.Files.Documents.Archives;

/// <summary>
/// A ZIP file whose entries count, while they are inflated, against what a file may expand to, whatever the archive says of them.
/// </summary>
internal sealed class Archive : IDisposable
{
    private const int MaxEntries = 10_000;

    private readonly DocumentSource _source;
    private readonly ZipArchive _zip;

    /// <exception cref="DocumentException">It has too many entries.</exception>
    /// <exception cref="InvalidDataException">It is no archive, or a damaged one.</exception>
    public Archive(DocumentSource source)
    {
        _source = source;
        _zip = new ZipArchive(new MemoryStream(source.Content), ZipArchiveMode.Read);
        source.RefuseOver(MaxEntries, _zip.Entries.Count, "parts");
    }

    /// <summary>In the archive's order.</summary>
    public IReadOnlyCollection<ZipArchiveEntry> Entries => _zip.Entries;

    /// <summary>Inflates an entry; its bytes are counted as they are read.</summary>
    public Stream Open(ZipArchiveEntry entry)
    {
        if (entry.Length > _source.Expansion.Left) throw _source.RefuseExpansion(); // who reads it may reserve what is declared
        return new CountedStream(entry.Open(), _source);
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

    private sealed class CountedStream(Stream inner, DocumentSource source) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = inner.Read(buffer, offset, count);
            source.Expansion.Charge(read, source);
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
