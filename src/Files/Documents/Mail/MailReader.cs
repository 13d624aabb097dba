using System.Globalization;
using MimeKit;
using Rag.Files.Documents.Html;
using Rag.Files.Documents.PlainText;

namespace Rag.Files.Documents.Mail;

/// <summary>
/// Mail (RFC 5322, MIME) by MimeKit: the subject, who wrote to whom and when, the text, and what is attached, each attachment under a
/// heading and read as the file that it is.
/// </summary>
internal sealed class MailReader
{
    private const int MaxMimeDepth = 64;

    private readonly DocumentSource _source;
    private readonly DocumentBuilder _document;

    private MailReader(DocumentSource source) => (_source, _document) = (source, new DocumentBuilder(source));

    public static Document Read(DocumentSource source)
    {
        var reader = new MailReader(source);
        reader.Add(Load(source), level: 1);
        return reader._document.Build();
    }

    /// <summary>Reads a page that was saved with all that belongs to it (MHTML); the page alone is text.</summary>
    public static Document ReadPage(DocumentSource source)
    {
        var page = Load(source).BodyParts.OfType<TextPart>().FirstOrDefault(part => part.IsHtml)
            ?? throw source.Refuse("is a saved page without HTML in it; save it anew as HTML");
        return source.ReadPart("a page", MailText.Content(page), part => HtmlReader.Read(MailText.AsUtf8(part, page))) ?? new Document("", []);
    }

    private static MimeMessage Load(DocumentSource source)
    {
        try
        {
            var options = new ParserOptions { MaxMimeDepth = MaxMimeDepth };
            var message = MimeMessage.Load(options, new MemoryStream(source.Content), persistent: true, source.Cancellation);
            return message.Headers.Count > 0 && message.Body is not null ? message : throw new FormatException();
        }
        catch (FormatException e)
        {
            throw source.Refuse("is no mail: it does not begin with the lines of its head; save it anew", e);
        }
    }

    private void Add(MimeMessage message, int level)
    {
        _document.Add(BlockKind.Heading, message.Subject ?? "", level: level);
        AddLine("From", message.From.ToString());
        AddLine("To", message.To.ToString());
        AddLine("Cc", message.Cc.ToString());
        if (message.Headers.Contains(HeaderId.Date)) AddLine("Date", message.Date.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture));
        if (message.Body is { } body) Add(body, level);
    }

    private void AddLine(string name, string value)
    {
        if (value.Length > 0) _document.Add(BlockKind.TableRow, $"{name}: {value}");
    }

    private void Add(MimeEntity entity, int level)
    {
        _source.Cancellation.ThrowIfCancellationRequested();
        switch (entity)
        {
            case MultipartAlternative { Count: > 0 } alternatives:
                Add(alternatives.OfType<TextPart>().FirstOrDefault(part => part.IsPlain) ?? alternatives[^1], level);
                break;
            case MultipartRelated { Root: { } root }: // the others are what it shows
                Add(root, level);
                break;
            case Multipart parts:
                foreach (var part in parts) Add(part, level);
                break;
            case MessagePart { Message: { } message }:
                Add(message, Math.Min(level + 1, 6));
                break;
            case TextPart { IsAttachment: false } text when text.IsPlain || text.IsHtml:
                Add(text, level);
                break;
            case MimePart part:
                AddAttachment(part, level);
                break;
        }
    }

    private void Add(TextPart text, int level)
    {
        var read = _source.ReadPart("a text", MailText.Content(text), part => text.IsHtml
            ? HtmlReader.ReadBody(MailText.AsUtf8(part, text), isXml: false)
            : PlainTextReader.Read(MailText.AsUtf8(part, text)));
        if (read is not null) _document.Add(read, level);
    }

    private void AddAttachment(MimePart part, int level)
    {
        var name = string.Join(' ', (part.FileName ?? "an attachment").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (!DocumentReader.IsSupported(name) && MimeTypes.TryGetExtension(part.ContentType.MimeType, out var ending)
            && DocumentReader.IsSupported(ending))
        {
            name += ending;
        }
        if (DocumentReader.ReadPart(_source, name, MailText.Content(part)) is not { Blocks.Count: > 0 } read) return;
        _document.Add(BlockKind.Heading, $"Attachment: {name}", level: Math.Min(level + 1, 6));
        _document.Add(read, level + 1);
    }
}
