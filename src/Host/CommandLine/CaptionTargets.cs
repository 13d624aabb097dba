using System.Text.Json;
using System.Text.Json.Nodes;
using Rag.Files;

namespace Rag.Host.CommandLine;

/// <summary>Where captions go besides the terminal: a file beside each picture, or a line each in one file. What is there already is done.</summary>
/// <param name="sidecar">Whether NAME.ENDING.txt is written beside each picture.</param>
/// <param name="lines">The file of lines, {"image", "caption", "language"} each, or null.</param>
internal sealed class CaptionTargets(bool sidecar, string? lines)
{
    private readonly HashSet<string> _written = lines is not null && File.Exists(lines) ? [.. File.ReadLines(lines).Select(ImageOf).OfType<string>()] : [];

    /// <summary>Whether there are such targets, so that captions need not be printed.</summary>
    public bool IsAny => sidecar || lines is not null;

    /// <summary>Whether a picture's captions are in all targets; a file that is older than its picture is not.</summary>
    public bool IsDone(string picture) => IsAny
        && (!sidecar || (File.Exists(Beside(picture)) && File.GetLastWriteTimeUtc(Beside(picture)) >= File.GetLastWriteTimeUtc(picture)))
        && (lines is null || _written.Contains(picture));

    /// <exception cref="IOException">A file cannot be written.</exception>
    public void Write(string picture, string caption, string language)
    {
        if (sidecar) WholeFile.WriteText(Beside(picture), caption + '\n');
        if (lines is null) return;
        var line = new JsonObject { ["image"] = picture, ["caption"] = caption, ["language"] = language };
        var readable = new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        File.AppendAllText(WholeFile.TargetOf(lines), line.ToJsonString(readable) + '\n');
        _written.Add(picture);
    }

    private static string Beside(string picture) => picture + ".txt";

    /// <summary>Null for a line that a run which was stopped left unfinished.</summary>
    private static string? ImageOf(string line)
    {
        try
        {
            return JsonNode.Parse(line) is JsonObject row && row["image"] is JsonValue image && image.TryGetValue(out string? path) ? path : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
