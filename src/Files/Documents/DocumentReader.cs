using System.Collections.Frozen;
using Rag.Files.Documents.AsciiDoc;
using Rag.Files.Documents.Csv;
using Rag.Files.Documents.Docx;
using Rag.Files.Documents.Epub;
using Rag.Files.Documents.Html;
using Rag.Files.Documents.Json;
using Rag.Files.Documents.Mail;
using Rag.Files.Documents.Markdown;
using Rag.Files.Documents.OpenDocument;
using Rag.Files.Documents.Pdf;
using Rag.Files.Documents.PlainText;
using Rag.Files.Documents.Pptx;
using Rag.Files.Documents.Rst;
using Rag.Files.Documents.Rtf;
using Rag.Files.Documents.Sheets;
using Rag.Files.Documents.SourceCode;

namespace Rag.Files.Documents;

/// <summary>Reads a file into its text and structure; the ending of its name chooses the format.</summary>
/// <param name="limits">What a single file may cost; the defaults of <see cref="DocumentLimits"/> if absent.</param>
public sealed class DocumentReader(DocumentLimits? limits = null)
{
    private static readonly FrozenDictionary<string, Func<DocumentSource, Document>> _formats = Table(
        (".txt .text .srt .vtt .tex", PlainTextReader.Read),
        (".log", PlainTextReader.ReadLines),
        (".md .markdown", MarkdownReader.Read),
        (".rst .rest", RstReader.Read),
        (".adoc .asciidoc .asc", AsciiDocReader.Read),
        (".html .htm", HtmlReader.Read),
        (".xhtml .xht", HtmlReader.ReadXhtml),
        (".pdf", PdfReader.Read),
        (".docx .docm .dotx", DocxReader.Read),
        (".pptx .pptm .ppsx .potx", PptxReader.Read),
        (".xlsx .xlsm .xltx", XlsxReader.Read),
        (".xls .xlt", XlsReader.Read),
        (".odt .ott .fodt .ods .ots .fods .odp .otp .fodp", OpenDocumentReader.Read),
        (".rtf", RtfReader.Read),
        (".epub", EpubReader.Read),
        (".eml", MailReader.Read),
        (".mht .mhtml", MailReader.ReadPage),
        (".csv", CsvTableReader.Read),
        (".tsv .tab", CsvTableReader.ReadTabs),
        (".json .geojson", JsonReader.Read),
        (".ipynb", NotebookReader.Read),
        (".jsonl .ndjson", JsonReader.ReadLines),
        (".cs .fs .vb .java .kt .scala .groovy .py .rb .js .mjs .ts .jsx .tsx .c .h .cc .cpp .cxx .hpp .m .go .rs"
            + " .swift .php .pl .lua .r .jl .hs .ml .clj .ex .exs .erl .dart .sh .bash .zsh .ps1 .bat .cmd .sql .css"
            + " .scss .less .xml .xaml .csproj .props .targets .yml .yaml .toml .ini .cfg .conf .proto .graphql .tf"
            + " .gradle .cmake .mk .vue .svelte",
            SourceCodeReader.Read),
        (".doc .dot", source => throw source.Refuse("is a file of an old Word; save it as DOCX")),
        (".ppt .pps", source => throw source.Refuse("is a file of an old PowerPoint; save it as PPTX")),
        (".xlsb", source => throw source.Refuse("is a binary workbook; save it as XLSX")),
        (".msg", source => throw source.Refuse("is a mail of Outlook; save it as EML, text or HTML")));

    private static readonly FrozenSet<Func<DocumentSource, Document>> _largeParsers =
        [PdfReader.Read, DocxReader.Read, PptxReader.Read, XlsxReader.Read, XlsReader.Read, OpenDocumentReader.Read, RtfReader.Read,
            EpubReader.Read, MailReader.Read, MailReader.ReadPage];

    private readonly DocumentLimits _limits = limits ?? new DocumentLimits();

    /// <summary>Whether the ending of the file's name is one of a format that can be read.</summary>
    public static bool IsSupported(string path) => _formats.ContainsKey(Path.GetExtension(path));

    /// <summary>Whether only a large parser reads the format, which may loop or overflow its stack: better in a process of its own.</summary>
    public static bool WantsProcess(string path) => _formats.TryGetValue(Path.GetExtension(path), out var read) && _largeParsers.Contains(read);

    /// <summary>All bytes of a file, for <see cref="Read"/> and for whoever else needs them.</summary>
    /// <exception cref="DocumentException">
    /// The file is absent, no file but a pipe or a device, may not be read, or is larger than <see cref="DocumentLimits.MaxFileBytes"/>;
    /// then nothing of it has been read into memory.
    /// </exception>
    public byte[] Load(string path)
    {
        if (SpecialFile.Is(path)) throw Source(path, []).Refuse("is a pipe, a socket or a device; write what comes from it to a file");
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            Source(path, []).RefuseOver(_limits.MaxFileBytes, file.Length, "bytes");
            var content = new byte[file.Length];
            var read = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return read == content.Length ? content : content[..read];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Source(path, []).Refuse("is not there; check the path", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Source(path, []).Refuse($"cannot be read ({e.Message}); check that it is a file you may read", e);
        }
    }

    /// <summary>Reads a document from the bytes of its file.</summary>
    /// <param name="path">Names the format by its ending and the file in messages; it is not opened.</param>
    /// <param name="content">The whole file; no bytes at all are a document without text.</param>
    /// <param name="cancellation">Stops the reading between two parts of the document.</param>
    /// <exception cref="DocumentException">The content is not what the ending says, or exceeds a limit.</exception>
    public Document Read(string path, byte[] content, CancellationToken cancellation = default)
    {
        var source = Source(path, content, cancellation);
        if (!_formats.TryGetValue(Path.GetExtension(path), out var read))
            throw source.Refuse($"has an ending that no reader knows; known are {string.Join(' ', _formats.Keys.Order())}");
        source.RefuseOver(_limits.MaxFileBytes, content.LongLength, "bytes");
        return ReadBy(read, source) with { Notes = source.Notes };
    }

    /// <summary>
    /// Reads a file that lies in another one, such as an attachment; null, and a note of the other one, if that cannot be.
    /// </summary>
    internal static Document? ReadPart(DocumentSource whole, string name, byte[] content)
    {
        if (!_formats.TryGetValue(Path.GetExtension(name), out var read))
        {
            whole.Notes.Add($"holds {name}, which is of no format that is read");
            return null;
        }
        return whole.ReadPart(name, content, part => ReadBy(read, part));
    }

    private static Document ReadBy(Func<DocumentSource, Document> read, DocumentSource source)
    {
        if (source.Content.Length == 0) return new Document("", []);
        var document = read(source);
        if (document.Blocks.Count == 0) source.Notes.Add("has no text in it");
        return document;
    }

    private DocumentSource Source(string path, byte[] content, CancellationToken cancellation = default) =>
        new(path, content, _limits, cancellation);

    private static FrozenDictionary<string, Func<DocumentSource, Document>> Table(
        params (string Endings, Func<DocumentSource, Document> Read)[] formats) =>
        formats.SelectMany(format => format.Endings.Split(' ').Select(ending => (ending, format.Read)))
            .ToFrozenDictionary(pair => pair.ending, pair => pair.Read, StringComparer.OrdinalIgnoreCase);
}
