using Rag.Files.Documents.PlainText;

namespace Rag.Files.Documents.AsciiDoc;

/// <summary>AsciiDoc as Asciidoctor reads it; the text is what shows on the page. Included files are not looked for.</summary>
internal static class AsciiDocReader
{
    public static Document Read(DocumentSource source)
    {
        var document = new DocumentBuilder(source);
        var writer = new MarkupWriter(document);
        var text = TextDecoder.Decode(source).ReplaceLineEndings("\n");
        new AsciiDocWalk([.. text.Split('\n').Select(line => line.TrimEnd())], writer, source.Cancellation).Walk();
        writer.EndLead();
        return document.Build();
    }
}
