using Rag.Files.Documents;

namespace Rag.Tests.Files.Documents;

/// <summary>The small files of <c>shared/inputs/documents</c>, each of which was once read wrongly.</summary>
public sealed class SharedInputTests
{
    private const string Folder = "inputs/documents";

    [SharedTheory(Folder)]
    [InlineData("01-kerned-and-letterspaced.pdf", "RESTATED CERTIFICATE")]
    [InlineData("03-font-switch.pdf", "Letter to the Editor")]
    [InlineData("14-private-use-small-capitals.pdf", "References")]
    [InlineData("17a-identity-adobe-gb1-no-tounicode.pdf", "茸郑途这")]
    [InlineData("22b-2000-bytes-before-header.pdf", "Text behind some junk.")]
    [InlineData("26b-two-columns-row-by-row.pdf", "reviewed the annual report and the plan")]
    [InlineData("28-filled-form.pdf", "Name of applicant: | Marjorie Quill")]
    [InlineData("28-filled-form.pdf", "Typed over the page")]
    [InlineData("29a-rc4-40-empty-user-password.pdf", "Opens without any password.")]
    [InlineData("29c-aes-256-empty-user-password.pdf", "Opens without any password.")]
    [InlineData("38-tounicode-maps-to-zero.pdf", "ac")]
    [InlineData("41-type3-dvips-names.pdf", "Thewholebodyofthereport")]
    [InlineData("47-hebrew-visual.pdf", "שלום")]
    [InlineData("04-cp932.csv", "佐藤太郎,30,東京")]
    [InlineData("05-cp1252.csv", "“The café’s menu” – naïve")]
    [InlineData("16-gbk-one-bad-byte.txt", "\uFFFD")]
    [InlineData("50-declared-windows-1251.xml", "Петербург")]
    [InlineData("10c-inline-div.html", "$5.22 per share")]
    [InlineData("53-notebook.ipynb", "The gauge was repaired in 1911.")]
    [InlineData("56-altchunk.docx", "The whole contract stands in here.")]
    [InlineData("55-title-and-alt.html", "Harbour board: opening times")]
    public void Text_is_read(string name, string text) => Assert.Contains(text, Read(name).Text, StringComparison.Ordinal);

    [SharedFact(Folder)]
    public void Characters_that_no_font_explains_are_counted() =>
        Assert.Contains("10 characters", Assert.Single(Read("15-one-letter-without-unicode.pdf").Notes), StringComparison.Ordinal);

    [SharedTheory(Folder)]
    [InlineData("54-only-script.html")]
    public void A_file_without_text_says_so(string name) =>
        Assert.Equal("has no text in it", Assert.Single(Read(name).Notes));

    [SharedFact(Folder)]
    public void Rows_of_figures_are_no_running_lines() =>
        Assert.Equal(40, Read("39-number-rows-over-pages.pdf").Text.Split("2024-").Length - 1);

    [SharedFact(Folder)]
    public void A_letterhead_on_each_page_is_expanded_once() =>
        Assert.Equal(1500, Read("51-letterhead-on-1500-pages.pdf").Blocks.Count);

    [SharedTheory(Folder)]
    [InlineData("23-old-word.doc", "save it as DOCX")]
    [InlineData("57-one-content-on-5000-pages.pdf", "characters on page 1")]
    [InlineData("passing/29d-user-password.pdf", "asks for a password")]
    public void What_cannot_be_read_is_refused_in_one_line(string name, string reason)
    {
        var refusal = Assert.Throws<DocumentException>(() => Read(name));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    private static Document Read(string name) => Reading.Read(name, File.ReadAllBytes(SharedData.Path($"{Folder}/{name}")));
}
