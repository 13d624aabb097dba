using System.Text;
using CsvHelper;

namespace Rag.Files.Documents.Csv;

/// <summary>The cells of comma-separated values that stand within another text; what is broken in them is taken as it is.</summary>
internal static class CsvRows
{
    public static List<string[]> Read(string text)
    {
        using var rows = CsvReader.Create(
            Encoding.UTF8.GetBytes(text), new CsvReaderOptions { Separator = ',', HasHeader = false, OnMalformedRecord = _ => { } });
        var read = new List<string[]>();
        while (rows.Read()) read.Add([.. Enumerable.Range(0, rows.FieldCount).Select(field => Unquoted(rows.GetString(field)))]);
        return read;
    }

    /// <summary>A cell whose quotes stand after a space, which makes them text in CSV but not in the tables of documents.</summary>
    private static string Unquoted(string cell) =>
        cell.Trim() is ['"', .. var inner, '"'] ? inner.Replace("\"\"", "\"", StringComparison.Ordinal) : cell;
}
