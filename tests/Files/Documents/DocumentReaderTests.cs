using Rag.Files.Documents;
using Rag.Tests.Files.Documents.Docx;
using Rag.Tests.Files.Documents.Pdf;
using Rag.Tests.Files.Documents.Sheets;

namespace Rag.Tests.Files.Documents;

public sealed class DocumentReaderTests
{
    [Theory]
    [InlineData("notes.txt", true)]
    [InlineData("folder/README.MD", true)]
    [InlineData("page.html", true)]
    [InlineData("report.pdf", true)]
    [InlineData("report.DocX", true)]
    [InlineData("slides.pptx", true)]
    [InlineData("table.xlsx", true)]
    [InlineData("table.xls", true)]
    [InlineData("letter.odt", true)]
    [InlineData("letter.rtf", true)]
    [InlineData("book.epub", true)]
    [InlineData("mail.eml", true)]
    [InlineData("page.mhtml", true)]
    [InlineData("data.jsonl", true)]
    [InlineData("Program.cs", true)]
    [InlineData("picture.png", false)]
    [InlineData("no-ending", false)]
    public void The_ending_says_whether_a_file_can_be_read(string path, bool supported) =>
        Assert.Equal(supported, DocumentReader.IsSupported(path));

    [Fact]
    public void A_file_with_an_unknown_ending_is_refused_with_the_known_ones() =>
        Assert.Contains(".pdf", Reading.Refused("picture.png", "x").Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("a.txt")]
    [InlineData("a.md")]
    [InlineData("a.rst")]
    [InlineData("a.adoc")]
    [InlineData("a.html")]
    [InlineData("a.csv")]
    [InlineData("a.json")]
    [InlineData("a.jsonl")]
    [InlineData("a.cs")]
    [InlineData("a.pdf")]
    [InlineData("a.docx")]
    [InlineData("a.pptx")]
    [InlineData("a.xls")]
    [InlineData("a.rtf")]
    [InlineData("a.eml")]
    public void An_empty_file_is_a_document_without_text(string path)
    {
        var document = Reading.Read(path, "");

        Assert.Empty(document.Text);
        Assert.Empty(document.Blocks);
    }

    [Fact]
    public void A_file_over_the_limit_is_refused_before_it_is_read()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("large.txt", new byte[2000]);
        var reader = new DocumentReader(new DocumentLimits { MaxFileBytes = 1999 });

        Assert.Contains("2,000 bytes", Assert.Throws<DocumentException>(() => reader.Load(path)).Message, StringComparison.Ordinal);
        Assert.Throws<DocumentException>(() => reader.Read(path, new byte[2000]));
    }

    [Fact]
    public void A_file_is_loaded_whole()
    {
        using var folder = new TemporaryFolder();

        Assert.Equal([1, 2, 3], new DocumentReader().Load(folder.Write("three.bin", [1, 2, 3])));
    }

    [Fact]
    public void A_file_that_is_absent_or_a_folder_is_refused()
    {
        using var folder = new TemporaryFolder();

        Assert.Contains("is not there", Assert.Throws<DocumentException>(() => new DocumentReader().Load(folder.Path + "/gone.txt")).Reason, StringComparison.Ordinal);
        Assert.Contains("cannot be read", Assert.Throws<DocumentException>(() => new DocumentReader().Load(folder.Path)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_has_to_be_positive() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DocumentLimits { MaxFileBytes = 0 });

    [Theory]
    [InlineData("a.pdf")]
    [InlineData("a.docx")]
    [InlineData("a.pptx")]
    [InlineData("a.xlsx")]
    [InlineData("a.xls")]
    [InlineData("a.ods")]
    [InlineData("a.epub")]
    [InlineData("a.rtf")]
    [InlineData("a.eml")]
    [InlineData("a.mht")]
    public void Formats_of_large_parsers_want_a_process(string path) => Assert.True(DocumentReader.WantsProcess(path));

    [Theory]
    [InlineData("a.txt")]
    [InlineData("a.html")]
    [InlineData("a.doc")]
    public void Others_do_not(string path) => Assert.False(DocumentReader.WantsProcess(path));

    [Theory]
    [InlineData("a.doc", "save it as DOCX")]
    [InlineData("a.ppt", "save it as PPTX")]
    [InlineData("a.xlsb", "save it as XLSX")]
    [InlineData("a.msg", "save it as")]
    public void What_no_reader_knows_is_refused_with_what_to_save_it_as(string path, string advice) =>
        Assert.Contains(advice, Reading.Refused(path, "x").Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("a.txt")]
    [InlineData("a.html")]
    [InlineData("a.json")]
    [InlineData("a.pdf")]
    [InlineData("a.docx")]
    [InlineData("a.xls")]
    [InlineData("a.rtf")]
    public void Reading_stops_when_it_is_cancelled(string path)
    {
        var content = path switch
        {
            "a.pdf" => HandwrittenPdf.OfPages("BT /F1 12 Tf (Text) Tj ET"),
            "a.docx" => DocxFixture.Create(body => body.Paragraph("Text")),
            "a.xls" => XlsFixture.Create(),
            "a.rtf" => "{\\rtf1{\\b Text}\\par}"u8.ToArray(),
            "a.json" => "{\"a\":1}"u8.ToArray(),
            _ => "<p>Text"u8.ToArray(),
        };

        Assert.Throws<OperationCanceledException>(() => new DocumentReader().Read(path, content, new CancellationToken(canceled: true)));
    }
}
