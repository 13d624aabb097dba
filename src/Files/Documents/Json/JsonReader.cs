using System.Text;
using System.Text.Json;
using Rag.Files.Documents.PlainText;

namespace Rag.Files.Documents.Json;

/// <summary>JSON (RFC 8259) and JSON Lines, as the text that <see cref="JsonText"/> makes of them.</summary>
internal static class JsonReader
{
    public static Document Read(DocumentSource source)
    {
        var document = new DocumentBuilder(source);
        var text = TextDecoder.Decode(source);
        if (!string.IsNullOrWhiteSpace(text)) Write(source, document, text, firstLine: 1);
        return document.Build();
    }

    /// <summary>Reads a file with a JSON value in each line.</summary>
    public static Document ReadLines(DocumentSource source)
    {
        var document = new DocumentBuilder(source);
        var text = TextDecoder.Decode(source);
        var number = 0;
        foreach (var line in Line.Split(text))
        {
            number++;
            if (!line.IsBlank) Write(source, document, text[line.Start..line.End], number);
        }
        return document.Build();
    }

    private static void Write(DocumentSource source, DocumentBuilder document, string json, int firstLine)
    {
        try
        {
            new JsonText(document, source.Limits).Write(Encoding.UTF8.GetBytes(json), source.Cancellation);
        }
        catch (JsonException e)
        {
            var reason = e.Message.Contains("maximum", StringComparison.Ordinal)
                ? $"is nested deeper than {source.Limits.MaxDepth:N0} levels" : "is no JSON";
            var place = $"line {firstLine + e.LineNumber:N0}, byte {e.BytePositionInLine + 1:N0} of it";
            throw source.Refuse($"{reason} at {place}; correct that place", e);
        }
    }
}
