using System.Globalization;
using Rag.Encoders.DataSets;

namespace Rag.Engine.Evaluation;

/// <summary>A recording and what is said in it.</summary>
/// <param name="File">As the manifest names it.</param>
/// <param name="Path">Where it lies.</param>
public sealed record SpokenText(string File, string Path, double Seconds, string Text)
{
    /// <summary>The table that lists a folder's recordings.</summary>
    public const string ManifestName = "manifest.tsv";

    private static readonly string[] _columns = ["file", "seconds", "text"];

    /// <summary>Reads manifest.tsv of a folder: a line with the columns' names, then file, seconds and text of each recording.</summary>
    /// <exception cref="DataSetException">It is missing, or no such table.</exception>
    public static IReadOnlyList<SpokenText> ReadAll(string folder)
    {
        var path = System.IO.Path.Combine(folder, ManifestName);
        if (!System.IO.File.Exists(path)) throw new DataSetException(path, $"there is no such file; it lists the recordings of a folder: {string.Join(", ", _columns)}, tabs between");
        var lines = System.IO.File.ReadAllLines(path);
        var header = lines.Length > 0 ? lines[0].Split('\t') : [];
        var places = _columns.Select(column => Array.IndexOf(header, column)).ToArray();
        if (places.Contains(-1)) throw new DataSetException(path, $"line 1: the columns {string.Join(", ", _columns)} are wanted, tabs between");
        return [.. lines.Skip(1).Select((line, i) => Read(folder, line.Split('\t'), places) ?? throw new DataSetException(path, $"line {i + 2}: no file, seconds and text"))];
    }

    private static SpokenText? Read(string folder, string[] fields, int[] places) =>
        fields.Length > places.Max() && double.TryParse(fields[places[1]], CultureInfo.InvariantCulture, out var seconds) && seconds >= 0
            ? new SpokenText(fields[places[0]], System.IO.Path.Combine(folder, fields[places[0]]), seconds, fields[places[2]])
            : null;
}
