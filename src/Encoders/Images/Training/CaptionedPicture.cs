using System.Text.Json;
using Rag.Encoders.Training;

namespace Rag.Encoders.Images.Training;

/// <summary>A picture and what people wrote under it.</summary>
/// <param name="Path">The picture file.</param>
/// <param name="Split">"train", "val" or whatever the set calls its parts.</param>
/// <param name="Captions">English, one or more.</param>
/// <param name="ChineseCaptions">Perhaps none.</param>
public sealed record CaptionedPicture(string Path, string Split, IReadOnlyList<string> Captions, IReadOnlyList<string> ChineseCaptions)
{
    /// <summary>Reads <c>captions.jsonl</c> of a folder: {"image", "split", "captions", "captions_zh"} a line.</summary>
    /// <exception cref="TrainingException">The file is absent, or a line is something else.</exception>
    public static IReadOnlyList<CaptionedPicture> ReadAll(string folder)
    {
        var file = System.IO.Path.Combine(folder, "captions.jsonl");
        if (!File.Exists(file)) throw new TrainingException($"{file}: there is no such file; --data wants a folder with captions.jsonl and the pictures it names");
        return [.. File.ReadLines(file).Index().Where(line => line.Item.Length > 0).Select(line => Parse(folder, file, line.Index + 1, line.Item))];
    }

    private static CaptionedPicture Parse(string folder, string file, int number, string line)
    {
        try
        {
            var row = JsonSerializer.Deserialize<Row>(line, JsonSerializerOptions.Web);
            if (row is { Image: not null, Split: not null, Captions.Length: > 0 })
                return new CaptionedPicture(System.IO.Path.Combine(folder, row.Image), row.Split, row.Captions, row.CaptionsZh ?? []);
        }
        catch (JsonException)
        {
            // Said below.
        }
        throw new TrainingException($"{file}, line {number}: expected {{\"image\": PATH, \"split\": NAME, \"captions\": [TEXT, ...]}}");
    }

    private sealed record Row(
        string? Image, string? Split, string[]? Captions, [property: System.Text.Json.Serialization.JsonPropertyName("captions_zh")] string[]? CaptionsZh);
}
