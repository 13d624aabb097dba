using System.Text;
using MimeKit;
using Rag.Tests.Files.Documents.Docx;

namespace Rag.Tests.Files.Documents.Mail;

public sealed class MailReaderTests
{
    internal const string Alternatives = """
        From: =?utf-8?q?J=C3=B6rg?= <joerg@example.org>
        To: Ann <ann@example.org>, board@example.org
        Date: Mon, 4 Mar 2024 14:30:00 +0100
        Subject: =?utf-8?b?VGlkZSBnYXVnZXM=?=
        Content-Type: multipart/alternative; boundary=b

        --b
        Content-Type: text/html

        <p>secret</p>
        --b
        Content-Type: text/plain; charset=iso-8859-1
        Content-Transfer-Encoding: quoted-printable

        The gauge at the caf=E9 was repaired.
        --b--
        """;

    internal const string Page = """
        From: <Saved by Blink>
        Subject: Tides
        MIME-Version: 1.0
        Content-Type: multipart/related; type="text/html"; boundary="b"

        --b
        Content-Type: text/html
        Content-Transfer-Encoding: quoted-printable

        <html><head><title>Tides</title></head><body><h2>Gauges</h2><p>At the caf=C3=A9 and the mo=
        le.</p><img src=3D"x.png"></body></html>
        --b
        Content-Type: image/png
        Content-Location: x.png

        secret
        --b--
        """;

    [Fact]
    public void A_mail_is_its_subject_its_head_and_its_text()
    {
        var document = Reading.Read("a.eml", Alternatives);

        Assert.Equal(
            ["Heading1: Tide gauges", "TableRow: From: \"Jörg\" <joerg@example.org>", "TableRow: To: \"Ann\" <ann@example.org>, board@example.org", "TableRow: Date: 2024-03-04 14:30 +01:00",
                "Paragraph: The gauge at the café was repaired."],
            document.Blocks());
        Assert.Empty(document.Notes);
    }

    [Theory]
    [InlineData("iso-2022-jp", "潮の高さ")]
    [InlineData("koi8-r", "Порт закрыт")]
    [InlineData("gb2312", "潮水高度")]
    [InlineData("utf-8", "Größe")]
    public void Text_is_in_the_encoding_that_its_head_names(string charset, string text)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(charset) ?? Encoding.UTF8;
        byte[] Mail(string type, string content) => [.. Encoding.ASCII.GetBytes($"Subject: s\nContent-Type: {type}; charset={charset}\nContent-Transfer-Encoding: 8bit\n\n"), .. encoding.GetBytes(content)];

        Assert.Equal($"s\n\n{text}", Reading.Read("a.eml", Mail("text/plain", text)).Text);
        Assert.Equal($"s\n\n{text}", Reading.Read("a.eml", Mail("text/html", $"<title>secret</title><p>{text}")).Text);
    }

    [Fact]
    public void Attachments_are_read_as_the_files_they_are_under_a_heading()
    {
        var inner = new MimeMessage { Subject = "The mail before", Body = new TextPart("plain") { Text = "Earlier." } };
        var body = new BodyBuilder { TextBody = "See the files." };
        body.Attachments.Add("report.docx", DocxFixture.Create(docx => docx.Paragraph("Finds", "<w:pStyle w:val=\"H1\"/>")));
        body.Attachments.Add("notes.md", "# Ships\n\nTwo left."u8.ToArray());
        body.Attachments.Add("photo.raw", [1, 2, 3]);
        body.Attachments.Add("broken.docx", "PK but no archive"u8.ToArray());
        body.Attachments.Add(new MessagePart("rfc822", inner));
        using var file = new MemoryStream();
        new MimeMessage { Subject = "Files", Body = body.ToMessageBody() }.WriteTo(file);

        var document = Reading.Read("a.eml", file.ToArray());

        Assert.Equal(
            ["Heading1: Files", "Paragraph: See the files.", "Heading2: Attachment: report.docx", "Heading3: Finds", "Heading2: Attachment: notes.md", "Heading3: # Ships", "Paragraph: Two left.",
                "Heading2: The mail before", "Paragraph: Earlier."],
            document.Blocks().Where(block => !block.StartsWith("TableRow: Date", StringComparison.Ordinal)));
        Assert.Collection(document.Notes,
            note => Assert.Equal("holds photo.raw, which is of no format that is read", note),
            note => Assert.StartsWith("holds broken.docx, which is a damaged DOCX", note, StringComparison.Ordinal));
    }

    [Fact]
    public void A_saved_page_is_read_as_the_page()
    {
        var document = Reading.Read("a.mhtml", Page);

        Assert.Equal(["Heading1: Tides", "Heading2: Gauges", "Paragraph: At the café and the mole."], document.Blocks());
        Assert.Empty(document.Notes);
    }

    [Fact]
    public void Mails_in_mails_end()
    {
        var mail = new StringBuilder();
        for (var i = 0; i < 1000; i++) mail.Append("Subject: s\nContent-Type: message/rfc822\n\n");

        Assert.NotEmpty(Reading.Read("a.eml", mail.ToString()).Blocks);
    }

    [Theory]
    [InlineData("a.eml", "\0\u0001\u0002")]
    [InlineData("a.eml", "No mail at all, only a line of text")]
    [InlineData("a.mht", "%PDF-1.4")]
    public void What_is_no_mail_is_refused(string path, string content) =>
        Assert.Contains("is no mail", Reading.Refused(path, content).Message, StringComparison.Ordinal);
}
