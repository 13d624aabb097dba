using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rag.Encoders.Training;

/// <summary>A line of the log: a step's loss, or the hold-out scores after it.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Seconds">Since the process began to train; starts again where a run was resumed.</param>
public sealed record TrainingLogLine(int Step, double Seconds, double? Loss = null, double? Rate = null, IReadOnlyDictionary<string, double>? Scores = null);

/// <summary>The log of a run: <c>log.jsonl</c> in its folder, one JSON object a line.</summary>
public sealed class TrainingLog : IDisposable
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly StreamWriter _writer;

    /// <summary>Goes on with the log of <paramref name="folder"/> after <paramref name="steps"/> steps; what came later is dropped, to be written again.</summary>
    internal TrainingLog(string folder, int steps)
    {
        var kept = steps == 0 ? [] : Read(folder).Where(line => line.Step <= steps).ToList();
        _writer = new StreamWriter(PathIn(folder), append: false);
        foreach (var line in kept) Write(line);
    }

    /// <summary>The lines in <paramref name="folder"/>; empty where there is no log.</summary>
    public static IReadOnlyList<TrainingLogLine> Read(string folder) => !File.Exists(PathIn(folder))
        ? []
        : [.. File.ReadLines(PathIn(folder)).Where(line => line.EndsWith('}')).Select(line => JsonSerializer.Deserialize<TrainingLogLine>(line, _json)!)];

    /// <inheritdoc />
    public void Dispose() => _writer.Dispose();

    internal void Write(TrainingLogLine line)
    {
        _writer.WriteLine(JsonSerializer.Serialize(line, _json));
        if (line.Step % 10 == 0 || line.Scores is not null) _writer.Flush();
    }

    internal void Flush() => _writer.Flush();

    private static string PathIn(string folder) => Path.Combine(folder, "log.jsonl");
}
