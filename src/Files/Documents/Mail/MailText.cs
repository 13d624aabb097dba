using System.Text;
using MimeKit;
using Rag.Files.Documents.PlainText;

namespace Rag.Files.Documents.Mail;

/// <summary>The content of the parts of a mail, as bytes and as characters.</summary>
internal static class MailText
{
    public static byte[] Content(MimePart part)
    {
        var content = new MemoryStream();
        part.Content?.DecodeTo(content);
        return content.ToArray();
    }

    /// <summary>A text as UTF-8, by the encoding that its head declares or the one that its bytes are found to be in.</summary>
    public static DocumentSource AsUtf8(DocumentSource source, TextPart text)
    {
        if (text.ContentType.Charset is not { Length: > 0 } charset) return source;
        var decoded = StatefulEncoding(charset) is { } encoding ? encoding.GetString(source.Content) : TextDecoder.Decode(source, charset);
        return source with { Content = Encoding.UTF8.GetBytes(decoded) };
    }

    /// <summary>An encoding that switches between sets of characters by bytes of ASCII, and so looks like UTF-8.</summary>
    private static Encoding? StatefulEncoding(string charset) =>
        charset.StartsWith("iso-2022-", StringComparison.OrdinalIgnoreCase) || charset.StartsWith("hz-", StringComparison.OrdinalIgnoreCase)
            ? CodePagesEncodingProvider.Instance.GetEncoding(charset)
            : null;
}
