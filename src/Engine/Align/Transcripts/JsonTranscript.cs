using System.Text.Json;

namespace Rag.Engine.Align.Transcripts;

/// <summary>
/// Reads JSON: an object with "segments" (of "text" and perhaps "start" and "end", as <c>rag transcribe</c>, <c>rag align</c> and Whisper write it) or with
/// "text" alone, or a list of such segments or of strings.
/// </summary>
internal static class JsonTranscript
{
    private const string Expected = "expected an object with \"segments\" or \"text\", or a list of segments";

    /// <exception cref="BadInputException">It is no JSON, or has no text where one is expected.</exception>
    public static IReadOnlyList<TranscriptCue> Read(string path, string text)
    {
        using var document = Parse(path, text);
        var root = document.RootElement;
        if (root.ValueKind == JsonValueKind.Array) return Segments(path, root);
        if (root.ValueKind != JsonValueKind.Object) throw new BadInputException($"{path}: it holds {Kind(root)}; {Expected}");
        if (root.TryGetProperty("segments", out var segments) && segments.ValueKind == JsonValueKind.Array
            && segments.GetArrayLength() > 0) return Segments(path, segments);
        if (TextOf(root) is { } whole) return PlainTranscript.Read(whole);
        throw new BadInputException($"{path}: there is neither \"segments\" nor \"text\" in it; {Expected}");
    }

    private static List<TranscriptCue> Segments(string path, JsonElement segments)
    {
        var cues = new List<TranscriptCue>();
        foreach (var segment in segments.EnumerateArray())
        {
            var text = segment.ValueKind switch
            {
                JsonValueKind.String => segment.GetString(),
                JsonValueKind.Object => TextOf(segment),
                _ => null,
            };
            if (text is null) throw new BadInputException($"{path}: segment {cues.Count + 1} has no \"text\"; {Expected}");
            var isObject = segment.ValueKind == JsonValueKind.Object;
            cues.Add(new TranscriptCue(text, isObject ? Number(segment, "start") : null, isObject ? Number(segment, "end") : null));
        }
        return cues;
    }

    private static string? TextOf(JsonElement owner) =>
        (owner.TryGetProperty("text", out var text) || owner.TryGetProperty("transcript", out text)) && text.ValueKind == JsonValueKind.String
            ? text.GetString() : null;

    private static double? Number(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number)
            && double.IsFinite(number) ? number : null;

    private static string Kind(JsonElement root) =>
        root.ValueKind switch { JsonValueKind.String => "a string", JsonValueKind.Number => "a number", JsonValueKind.Null => "null", _ => "true or false" };

    private static JsonDocument Parse(string path, string text)
    {
        try
        {
            return JsonDocument.Parse(text, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        }
        catch (JsonException e)
        {
            throw new BadInputException($"{path}: line {e.LineNumber + 1}: it is no valid JSON; check that the file is whole");
        }
    }
}
