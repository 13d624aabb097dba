using CsvHelper;
using Rag.Encoders.DataSets;

namespace Rag.Training.Reading.Data;

/// <summary>Reads columns of a comma-separated table by their names.</summary>
internal static class TableFile
{
    /// <summary>The cells of each row in the order of <paramref name="columns"/>.</summary>
    /// <exception cref="DataSetException">The file cannot be read or lacks a column.</exception>
    public static IReadOnlyList<string[]> Read(string path, params IReadOnlyList<string> columns)
    {
        try
        {
            using var rows = CsvReader.Create(File.ReadAllBytes(path), new CsvReaderOptions { HasHeader = true });
            var found = new List<string[]>();
            while (rows.Read()) found.Add([.. columns.Select(column => rows.GetString(column))]);
            return found;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataSetException(path, e.Message);
        }
        catch (Exception e) when (e is CsvFormatException or ArgumentException or KeyNotFoundException or InvalidOperationException)
        {
            throw new DataSetException(path, $"not a table with the columns {string.Join(", ", columns)}: {e.Message}");
        }
    }
}
