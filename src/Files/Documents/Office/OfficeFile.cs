using Rag.Files.Documents.Archives;

namespace Rag.Files.Documents.Office;

/// <summary>
/// What the formats of Office Open XML (ISO/IEC 29500) have in common: no library expands a file before it has been looked
/// through, and whatever a library meets in one is a refusal.
/// </summary>
internal static class OfficeFile
{
    /// <summary>How files of old Office and encrypted ones begin.</summary>
    public static ReadOnlySpan<byte> OldOffice => [0xD0, 0xCF, 0x11, 0xE0];

    /// <summary>Reads a file of a format, say "DOCX", by its library.</summary>
    public static Document Read(DocumentSource source, string format, Func<DocumentSource, Document> read)
    {
        RefuseOtherFormats(source, format);
        return ReadByLibrary(source, format, file =>
        {
            Check(file, format);
            return read(file);
        });
    }

    /// <summary>Reads a file by a library that has no exception of its own for what it meets in damaged files.</summary>
    public static Document ReadByLibrary(DocumentSource source, string format, Func<DocumentSource, Document> read)
    {
        try
        {
            return read(source);
        }
        catch (Exception e) when (e is not (DocumentException or OperationCanceledException or OutOfMemoryException))
        {
            throw source.Refuse($"is a damaged {format}: {e.Message}; open and save it anew", e);
        }
    }

    private static void Check(DocumentSource source, string format)
    {
        using var archive = new Archive(source, format);
        foreach (var entry in archive.Entries)
        {
            using var part = archive.Open(entry);
            if (Path.GetExtension(entry.FullName).ToLowerInvariant() is ".xml" or ".rels") XmlCheck.Run(part, entry.FullName, format, source);
            part.CopyTo(Stream.Null);
        }
    }

    private static void RefuseOtherFormats(DocumentSource source, string format)
    {
        var bytes = source.Content.AsSpan();
        if (bytes.StartsWith("%PDF-"u8)) throw source.Refuse($"is a PDF under the ending of a {format}; give it the ending .pdf");
        if (bytes.StartsWith(OldOffice))
            throw source.Refuse($"is an encrypted or an old Office file; save a copy as {format} without a password");
        if (!bytes.StartsWith("PK"u8)) throw source.Refuse($"is no {format}; give it the ending of its format");
    }
}
