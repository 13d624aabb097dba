using System.IO.Compression;
using System.Xml;

namespace Rag.Files.Documents.Docx;

/// <summary>
/// Looks through an Office file before a library expands it: how large its parts really are, whatever the archive says
/// of them, and that no XML in it is nested deeply or declares entities.
/// </summary>
internal static class DocxGuard
{
    private const int MaxParts = 10_000;

    private static readonly XmlReaderSettings _settings = new() { DtdProcessing = DtdProcessing.Prohibit, CloseInput = false };

    /// <exception cref="DocumentException">A part is too large, too deep, or no XML.</exception>
    /// <exception cref="InvalidDataException">It is no archive, or a damaged one.</exception>
    public static void Check(DocumentSource source)
    {
        using var archive = new ZipArchive(new MemoryStream(source.Content), ZipArchiveMode.Read);
        source.RefuseOver(MaxParts, archive.Entries.Count, "parts");
        var left = source.Limits.MaxExpandedBytes;
        foreach (var entry in archive.Entries)
        {
            source.Cancellation.ThrowIfCancellationRequested();
            if (entry.Length > left) throw source.RefuseExpansion(); // the library reserves what is declared
            using var part = new CountedStream(entry.Open(), left, source);
            if (IsXml(entry.FullName)) CheckXml(part, entry.FullName, source);
            part.CopyTo(Stream.Null);
            left = part.Left;
        }
    }

    private static bool IsXml(string name) =>
        Path.GetExtension(name).ToLowerInvariant() is ".xml" or ".rels";

    private static void CheckXml(Stream part, string name, DocumentSource source)
    {
        try
        {
            using var reader = XmlReader.Create(part, _settings);
            while (reader.Read())
            {
                if (reader.Depth > source.Limits.MaxDepth)
                    throw source.Refuse($"has XML nested deeper than {source.Limits.MaxDepth:N0} in {name}; save it anew");
            }
        }
        catch (XmlException e)
        {
            var place = $"line {e.LineNumber:N0}, column {e.LinePosition:N0}";
            throw source.Refuse($"is a damaged DOCX: {name} is no XML at {place}; open and save it anew", e);
        }
    }

    /// <summary>Reads an entry as long as it stays within what may still be expanded.</summary>
    private sealed class CountedStream(Stream inner, long left, DocumentSource source) : Stream
    {
        public long Left { get; private set; } = left;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = inner.Read(buffer, offset, count);
            return (Left -= read) >= 0 ? read : throw source.RefuseExpansion();
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
