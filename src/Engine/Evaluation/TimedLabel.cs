using System.Globalization;
using Rag.Encoders.DataSets;

namespace Rag.Engine.Evaluation;

/// <summary>A word or a sound of a recording with its times, as a table of them gives it.</summary>
/// <param name="Start">Second at which it begins.</param>
/// <param name="End">Second at which it ends.</param>
public sealed record TimedLabel(double Start, double End, string Label)
{
    /// <summary>The table of a folder's words.</summary>
    public const string WordsName = "words.tsv";

    /// <summary>The table of a folder's sounds.</summary>
    public const string PhonesName = "phones.tsv";

    private static readonly HashSet<string> _silence = ["", "sil", "sp", "pau", "<p:>", "_"];

    /// <summary>Whether it marks silence, as "sil" and "sp" do.</summary>
    public bool IsSilence => _silence.Contains(Label);

    /// <summary>
    /// Reads a table of a line with the columns' names and then id, start, end and label of each; a recording's id is its file's name
    /// without folder and ending.
    /// </summary>
    /// <returns>By id, in the order of time; silence is among them.</returns>
    /// <exception cref="DataSetException">It is missing, or a line is not so.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<TimedLabel>> ReadAll(string path)
    {
        if (!File.Exists(path)) throw new DataSetException(path, "there is no such file; it gives id, start, end and label of each word or sound, tabs between");
        var labels = new Dictionary<string, List<TimedLabel>>();
        foreach (var (number, line) in File.ReadLines(path).Index().Skip(1))
        {
            if (line.Length == 0) continue;
            var fields = line.Split('\t');
            if (fields.Length < 4 || !Seconds(fields[1], out var start) || !Seconds(fields[2], out var end) || end < start)
                throw new DataSetException(path, $"line {number + 1}: id, start, end and label are wanted, tabs between, the times in seconds");
            if (!labels.TryGetValue(fields[0], out var own)) labels[fields[0]] = own = [];
            own.Add(new TimedLabel(start, end, fields[3].Trim()));
        }
        return labels.ToDictionary(entry => entry.Key, entry => (IReadOnlyList<TimedLabel>)[.. entry.Value.OrderBy(label => label.Start)]);
    }

    private static bool Seconds(string text, out double seconds) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out seconds) && seconds >= 0 && double.IsFinite(seconds);
}
