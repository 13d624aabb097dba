using System.Text;
using Rag.Files.Documents;
using Rag.Tests.Files.Documents.Archives;

namespace Rag.Tests.Files.Documents.Sheets;

public sealed class WorkbookTests
{
    [Fact]
    public void Values_are_read_as_they_show()
    {
        var xlsx = XlsxFixture.Create(("name=\"Finds\"", """
            <sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>in line</t></is></c><c r="C1" s="1"><v>45000</v></c><c r="D1" s="1"><v>45000.5</v></c>
            <c r="E1" t="b"><v>1</v></c><c r="F1" t="str"><f>A1</f><v>result</v></c><c r="G1" s="2"><v>0.07</v></c><c r="H1"><v>0.30000000000000004</v></c><c r="I1" s="3"><v>0.75</v></c><c r="J1"><v>1820</v></c></row></sheetData>
            """));

        Assert.Equal(
            ["Heading1: Finds", "TableRow: Shared text | in line | 2023-03-15 | 2023-03-15 12:00 | TRUE | result | 7% | 0.3 | 18:00 | 1820"],
            Reading.Read("a.xlsx", xlsx).Blocks());
    }

    [Fact]
    public void A_caption_stands_above_its_table_and_each_sheet_is_a_heading()
    {
        var xlsx = XlsxFixture.Create(
            ("name=\"One\"", "<sheetData>" + XlsxFixture.Row(2, "", "Ships") + XlsxFixture.Row(3, "", "Name", "Year") + XlsxFixture.Row(4, "", "Alma", "1911") + XlsxFixture.Row(5, "", "", "1912")
                + XlsxFixture.Row(7, "", "Crews") + XlsxFixture.Row(8, "", "Name", "Men") + "</sheetData>"),
            ("name=\"Empty\"", "<sheetData/>"),
            ("name=\"Two\"", "<sheetData>" + XlsxFixture.Row(1, "A list") + XlsxFixture.Row(2, "of one column") + "</sheetData>"));

        Assert.Equal(
            ["Heading1: One", "Paragraph: Ships", "TableRow: Name | Year", "TableRow: Alma | 1911", "TableRow:  | 1912", "Paragraph: Crews", "TableRow: Name | Men", "Heading1: Two",
                "TableRow: A list", "TableRow: of one column"],
            Reading.Read("a.xlsx", xlsx).Blocks());
    }

    [Fact]
    public void Merged_names_go_to_all_their_columns()
    {
        var xlsx = XlsxFixture.Create(("name=\"S\"",
            "<sheetData>" + XlsxFixture.Row(1, "Arrivals of ships") + XlsxFixture.Row(2, "Port", "Spring", "", "Autumn") + XlsxFixture.Row(3, "", "1911", "1912", "1911")
            + XlsxFixture.Row(4, "Hull", "3", "4", "5") + XlsxFixture.Row(5, "", "6", "7", "8")
            + "</sheetData><mergeCells><mergeCell ref=\"A1:D1\"/><mergeCell ref=\"A2:A3\"/><mergeCell ref=\"B2:C2\"/><mergeCell ref=\"A4:A5\"/></mergeCells>"));

        Assert.Equal(
            ["Heading1: S", "Paragraph: Arrivals of ships", "TableHeader: Port | Spring 1911 | Spring 1912 | Autumn 1911", "TableRow: Hull | 3 | 4 | 5", "TableRow: Hull | 6 | 7 | 8"],
            Reading.Read("a.xlsx", xlsx).Blocks());
    }

    [Fact]
    public void Comments_follow_the_rows() =>
        Assert.Equal(
            ["Heading1: S", "TableRow: Text", "Paragraph: Comment (A1 Ann): Check this."],
            Reading.Read("a.xlsx", XlsxFixture.Create(("name=\"S\"", "<sheetData>" + XlsxFixture.Row(1, "Text") + "</sheetData>")).WithComment("Ann", "Check this.")).Blocks());

    [Theory]
    [InlineData("0.00E+00", 5)]
    [InlineData("[Red]General;[Blue]\"days\"", 5)]
    [InlineData("#,##0.00\\ \"d\"", 5)]
    [InlineData("[$-409]mmm\\ yy;@", "1900-01-04")]
    [InlineData("[h]:mm", "120:00:00")]
    [InlineData("0.0%", "500%")]
    public void The_format_of_a_cell_says_what_its_number_is(string format, object text)
    {
        var xlsx = ArchiveFixture.Replace(
            XlsxFixture.Create(("name=\"S\"", "<sheetData><row><c s=\"1\"><v>5</v></c></row></sheetData>")), "xl/styles.xml",
            styles => styles.Replace("d/m/yyyy", System.Security.SecurityElement.Escape(format), StringComparison.Ordinal));

        Assert.Equal([$"Heading1: S", $"TableRow: {text}"], Reading.Read("a.xlsx", xlsx).Blocks());
    }

    [Fact]
    public void A_workbook_that_counts_from_1904_is_read()
    {
        var xlsx = ArchiveFixture.Replace(
            XlsxFixture.Create(("name=\"S\"", "<sheetData><row><c s=\"1\"><v>43538</v></c></row></sheetData>")), "xl/workbook.xml",
            book => book.Replace("<sheets>", "<workbookPr date1904=\"1\"/><sheets>", StringComparison.Ordinal));

        Assert.Equal(["Heading1: S", "TableRow: 2023-03-15"], Reading.Read("a.xlsx", xlsx).Blocks());
    }

    [Fact]
    public void A_hidden_sheet_is_read_and_named()
    {
        var document = Reading.Read("a.xlsx", XlsxFixture.Create(("name=\"Notes\" state=\"hidden\"", "<sheetData>" + XlsxFixture.Row(1, "Text") + "</sheetData>")));

        Assert.Equal(["Heading1: Notes", "TableRow: Text"], document.Blocks());
        Assert.Equal("has hidden sheets, which are read like the others: Notes", Assert.Single(document.Notes));
    }

    [Fact]
    public void An_old_workbook_is_read_in_its_code_page() =>
        Assert.Equal(["Heading1: Old1", "TableRow: Порт | 1911"], Reading.Read("a.xls", XlsFixture.Create()).Blocks());

    [Theory]
    [InlineData("<sheetData><row r=\"2000000000\"><c r=\"A2000000000\"><v>1</v></c></row></sheetData>", "2,000,000,000 rows in S")]
    [InlineData("<sheetData><row r=\"1\"><c r=\"ZZZZ1\"><v>1</v></c></row></sheetData>", "475,254 columns in S")]
    public void A_sheet_larger_than_any_is_refused(string content, string reason) =>
        Assert.Contains(reason, Reading.Refused("a.xlsx", XlsxFixture.Create(("name=\"S\"", content))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_damaged_or_no_workbook_is_refused()
    {
        var xlsx = XlsxFixture.Create(("name=\"S\"", "<sheetData>" + XlsxFixture.Row(1, "Text") + "</sheetData>"));

        Assert.Contains("cut off", Reading.Refused("a.xlsx", xlsx[..(xlsx.Length / 2)]).Message, StringComparison.Ordinal);
        Assert.Contains("no workbook", Reading.Refused("a.xls", "plain text").Message, StringComparison.Ordinal);
        Assert.Contains("is a damaged XLS", Reading.Refused("a.xls", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0]).Message, StringComparison.Ordinal);
        Assert.Contains("encrypted", Reading.Refused("a.xlsx", [0xD0, 0xCF, 0x11, 0xE0, .. Encoding.Unicode.GetBytes("EncryptedPackage")]).Message, StringComparison.Ordinal);
        Assert.Contains("expands to more than", Reading.Refused("a.xlsx", xlsx, new DocumentLimits { MaxExpandedBytes = 500 }).Message, StringComparison.Ordinal);
    }
}
