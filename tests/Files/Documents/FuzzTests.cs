using System.IO.Compression;
using System.Text;
using Rag.Files.Documents;
using Rag.Files.Passages;
using Rag.Tests.Files.Documents.Archives;
using Rag.Tests.Files.Documents.Docx;
using Rag.Tests.Files.Documents.Epub;
using Rag.Tests.Files.Documents.Mail;
using Rag.Tests.Files.Documents.OpenDocument;
using Rag.Tests.Files.Documents.Pdf;
using Rag.Tests.Files.Documents.Pptx;
using Rag.Tests.Files.Documents.Rtf;
using Rag.Tests.Files.Documents.Sheets;
using Rag.Tests.Fuzzing;
using Xunit.Abstractions;

namespace Rag.Tests.Files.Documents;

public sealed class FuzzTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. Seeds().Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_damaged_file_is_read_or_refused_and_nothing_else(string name)
    {
        var reader = new DocumentReader(new DocumentLimits { MaxExpandedBytes = 16 << 20 });
        var splitter = new PassageSplitter();
        var mutator = new Mutator(seed: 3);
        var files = 0;
        new Fuzz<DocumentException>(output)
        {
            Damage = content => Mutate(mutator, content, files++),
            IsClear = (refusal, _) => refusal.Message.Contains(name, StringComparison.Ordinal),
            MostBytes = _ => 1L << 30,
        }.Run(usual: 150, [Seeds()[name]], content =>
        {
            var document = reader.Read(name, content);
            Assert.All(document.Blocks, block => Assert.InRange(block.End, block.Start + 1, document.Text.Length));
            splitter.Split(document);
        });
    }

    /// <summary>Half of the time what an archive holds is damaged and not the archive, which a checksum would show.</summary>
    internal static byte[] Mutate(Mutator mutator, byte[] content, int i)
    {
        if (i % 2 != 0 || !content.AsSpan().StartsWith("PK"u8)) return mutator.Mutate(content);
        using var archive = new ZipArchive(new MemoryStream(content));
        return ArchiveFixture.Replace(content, archive.Entries[i / 2 % archive.Entries.Count].FullName,
            part => Encoding.Latin1.GetString(mutator.Mutate(Encoding.Latin1.GetBytes(part))));
    }

    internal static Dictionary<string, byte[]> Seeds()
    {
        var seeds = new Dictionary<string, byte[]>
        {
            ["a.txt"] = Encoding.UTF8.GetBytes("CHAPTER I\n\nThe tide, e.g. at noon, rose.\n- one\n- two 潮水。\n\nTitle\n=====\n"),
            ["gb.txt"] = System.Text.CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!.GetBytes("这座博物馆的馆长说，我们有一口井。\n"),
            ["a.md"] = Encoding.UTF8.GetBytes("---\nt: x\n---\n# A *b*\n\n> - q [l][r] <!-- c -->\n>   1. n\n\n| a | b |\n|---|---|\n| `1` | 2 |\n\n```c\nx\n```\n\n[^1]: n\n\n[r]: u\n"),
            ["a.html"] = Encoding.UTF8.GetBytes("<html><head><title>t</title></head><body><table><tr><td><p>a<b>c</td><td>d</table><ol start=2><li>x<li>y</ol><pre>\n z</pre><svg><desc>q</desc></svg>"),
            ["a.rst"] = Encoding.UTF8.GetBytes("T\n=\n\n.. note:: a\n   :r:`b <c>`\n\n   - x::\n\n       y\n\n+--+--+\n|a |b |\n+==+==+\n|1 |2 |\n+--+--+\n\n== ==\na  b\n== ==\n\n.. list-table::\n   :header-rows: 1\n\n   * - a\n     - b\n\n.. option:: -q\n\n   :p x: |s|\n\n.. |s| replace:: t_\n"),
            ["a.adoc"] = Encoding.UTF8.GetBytes("= T\n:a: b\n\n[source]\n----\nx <1>\n----\n\n* i\n+\n--\nb\n--\n\nt.u::\n d {a} <<r,s>>\n\n[cols=\"2*\"]\n|===\n|a 2+|b\n\n|1|2\n|===\n\n[NOTE]\n====\nlink:x[y]\n====\n"),
            ["a.csv"] = Encoding.UTF8.GetBytes("a,b\r\n1,\"x\r\n\"\"y\"\r\n潮,3\r\n"),
            ["a.json"] = Encoding.UTF8.GetBytes("{\"a\":{\"b\":[{\"c\":1,\"d\":[[1,2],\"\\ud83d\\ude00\"]}]},\"e\":null}"),
            ["a.jsonl"] = Encoding.UTF8.GetBytes("{\"a\":1}\n[1,2]\n\"x\"\n"),
            ["a.cs"] = Encoding.UTF8.GetBytes("namespace A;\n\nclass B\n{\n}\n"),
            ["a.docx"] = DocxFixture.Create(body =>
            {
                body.Paragraph("Title", "<w:pStyle w:val=\"H1\"/>");
                body.Paragraph("Item", "<w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"1\"/></w:numPr>");
                body.Xml("<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t><w:footnoteReference w:id=\"7\"/></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>");
            }),
            ["a.pdf"] = HandwrittenPdf.OfPage("<</XObject<</X 11 0 R>>/Font<</F1 10 0 R/F2 12 0 R>>>>",
                "q 1 0 0 1 5 5 cm BT /F1 10 Tf 12 TL 50 700 Td [(Te) 20 (xt)] TJ T* (more) ' ET /X Do Q BT /F2 9 Tf <00010002> Tj ET BI /W 1 ID x EI",
                "<</Subtype/Type1/BaseFont/Helvetica/Encoding<</Differences[65/eacute]>>/FirstChar 32/Widths[250 300]>>",
                PdfReaderTests.Stream("/Subtype/Form/Matrix[1 0 0 1 0 9]", "BT /F1 8 Tf (form) Tj ET"),
                "<</Subtype/Type0/Encoding/Identity-H/ToUnicode 13 0 R/DescendantFonts[<</W[1[500] 2 3 400]/DW 1000>>]>>",
                PdfReaderTests.Stream("", "1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0001> <0002> <6F6E> endbfrange")),
        };
        using (var deck = new PptxFixture())
        {
            deck.Slide(PptxFixture.Shape("Title", "<p:ph type=\"title\"/>") + PptxFixture.Shape("Left", x: 1, y: 9), notes: "Note");
            seeds["a.pptx"] = deck.ToArray();
        }
        seeds["a.xlsx"] = XlsxFixture.Create(("name=\"S\"", "<sheetData>" + XlsxFixture.Row(1, "Title") + XlsxFixture.Row(2, "a", "b") + "</sheetData><mergeCells><mergeCell ref=\"A1:B1\"/></mergeCells>"));
        seeds["a.xls"] = XlsFixture.Create();
        seeds["a.odt"] = OdfFixture.Create("text", OpenDocumentReaderTests.Text);
        seeds["a.fods"] = Encoding.UTF8.GetBytes(OdfFixture.CreateFlat("spreadsheet", OpenDocumentReaderTests.Sheets));
        seeds["a.rtf"] = Encoding.UTF8.GetBytes(RtfReaderTests.Structure);
        seeds["a.epub"] = EpubReaderTests.Book();
        seeds["a.eml"] = Encoding.UTF8.GetBytes(MailReaderTests.Alternatives);
        seeds["a.mhtml"] = Encoding.UTF8.GetBytes(MailReaderTests.Page);
        foreach (var name in (string[])["mixed-chromium.pdf", "report-groff.pdf", "report-reportlab.pdf", "guide-pandoc.docx"])
            seeds[name] = File.ReadAllBytes(Reading.Fixture(name));
        return seeds;
    }
}
