using System.Text;
using CsvHelper;
using Rag.Files.Documents.PlainText;

namespace Rag.Files.Documents.Csv;

/// <summary>
/// Delimited tables as RFC 4180 has them; the text is the file's own and each row, with the newlines inside its
/// quotes, is a block.
/// </summary>
internal static class CsvTableReader
{
    /// <summary>Reads a table whose first lines show whether commas, semicolons, tabs or bars separate its cells.</summary>
    public static Document Read(DocumentSource source) => Read(source, separator: null);

    public static Document ReadTabs(DocumentSource source) => Read(source, '\t');

    private static Document Read(DocumentSource source, char? separator)
    {
        var text = TextDecoder.Decode(source);
        var utf8 = Encoding.UTF8.GetBytes(text);
        var blocks = new List<Block>();
        using var rows = CsvReader.Create(utf8, new CsvReaderOptions
        {
            Separator = separator,
            HasHeader = false,
            TrackLineNumbers = true,
            OnMalformedRecord = row =>
            {
                if (row.Reason != CsvMalformedReason.UnterminatedQuote) return;
                throw source.Refuse(
                    $"opens a quote in the row of line {row.LineNumber:N0} that is never closed; close it or double it");
            },
        });
        long bytes = 0; // up to the end of the last row
        var end = 0;    // the same in characters
        while (rows.Read())
        {
            source.Cancellation.ThrowIfCancellationRequested();
            var start = end + Encoding.UTF8.GetCharCount(utf8.AsSpan((int)bytes, (int)(rows.ByteOffset - bytes)));
            end = start + Encoding.UTF8.GetCharCount(rows.RawRecord);
            bytes = rows.ByteOffset + rows.RawRecord.Length;
            if (!text.AsSpan(start, end - start).IsWhiteSpace()) blocks.Add(new Block(BlockKind.TableRow, start, end));
        }
        return new Document(text, blocks);
    }
}
