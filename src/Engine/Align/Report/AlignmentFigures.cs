using System.Text.Json;
using Rag.Engine.Transcribe;

namespace Rag.Engine.Align.Report;

/// <summary>What a report says of a recording in a line.</summary>
/// <param name="Name">The recording, as the report calls it.</param>
/// <param name="Seconds">How long it is.</param>
/// <param name="Words">Of the transcript.</param>
/// <param name="Coverage">Share of them that was found.</param>
/// <param name="Confidence">Mean of those that were.</param>
/// <param name="Suspicious">How many stretches are worth a look.</param>
public sealed record AlignmentFigures(string Name, double Seconds, int Words, double Coverage, double Confidence, int Suspicious)
{
    /// <summary>Of an alignment.</summary>
    public static AlignmentFigures Of(string name, Alignment alignment) => new(
        name, Math.Round(alignment.Seconds, 3), alignment.Words.Count, Math.Round(alignment.Coverage, 4), Math.Round(alignment.Confidence, 4),
            SuspiciousStretch.Find(alignment).Count);

    /// <summary>As JSON, so that a later run can go on without the alignment.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, SubtitleSyntax.Json);

    /// <summary>What <see cref="ToJson"/> wrote; null for anything else.</summary>
    public static AlignmentFigures? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<AlignmentFigures>(json);
        }
        catch (JsonException)
        {
            return null; // a run that was stopped left it so: it is made anew
        }
    }
}
