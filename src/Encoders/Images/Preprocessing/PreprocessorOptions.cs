using System.Text.Json;
using Rag.Files.Media;
using Rag.Files.Pictures;

namespace Rag.Encoders.Images.Preprocessing;

/// <summary>How a picture becomes a model's input, as a folder's <c>preprocessor_config.json</c> says; the defaults are CLIP's.</summary>
public sealed record PreprocessorOptions
{
    /// <summary>The file in a model's folder.</summary>
    public const string FileName = "preprocessor_config.json";

    private const int Channels = 3;

    /// <summary>The shorter side after resizing; null leaves the size as it is, or as <see cref="Size"/> says.</summary>
    public int? ShortestEdge { get; init; } = 224;

    /// <summary>Width and height after resizing, whatever the shape; null keeps the shape.</summary>
    public (int Width, int Height)? Size { get; init; }

    /// <summary>The curve of the resizing.</summary>
    public ResizeFilter Filter { get; init; } = ResizeFilter.Bicubic;

    /// <summary>Width and height of the middle that is kept; null keeps all.</summary>
    public (int Width, int Height)? Crop { get; init; } = (224, 224);

    /// <summary>What bytes are multiplied by.</summary>
    public float Scale { get; init; } = 1 / 255f;

    /// <summary>Subtracted from red, green and blue after scaling.</summary>
    public IReadOnlyList<float> Mean { get; init => field = Three(value); } = [0.48145466f, 0.4578275f, 0.40821073f];

    /// <summary>What red, green and blue are divided by at last.</summary>
    public IReadOnlyList<float> Deviation { get; init => field = Three(value); } = [0.26862954f, 0.26130258f, 0.27577711f];

    /// <summary>Reads the file; sizes are a number or an object, steps that it turns off are left out.</summary>
    /// <exception cref="MediaException">The file is absent or says something that is not known here.</exception>
    public static PreprocessorOptions Load(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or ArgumentException)
        {
            throw new MediaException(path, $"is no preprocessor configuration that can be used ({e.Message}); get the model's own file", innerException: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MediaException(path, "cannot be read; check that the model's folder holds it", innerException: e);
        }
    }

    private static PreprocessorOptions Read(JsonElement json)
    {
        var resized = On("do_resize") && json.TryGetProperty("size", out var given) ? given : (JsonElement?)null;
        var normalized = On("do_normalize");
        var defaults = new PreprocessorOptions();
        return new PreprocessorOptions
        {
            ShortestEdge = resized is not { } size ? null : size.ValueKind == JsonValueKind.Number ? Positive(size) : size.TryGetProperty("shortest_edge", out var edge) ? Positive(edge) : null,
            Size = resized is { ValueKind: JsonValueKind.Object } both && both.TryGetProperty("height", out _) ? Pair(both) : null,
            Filter = json.TryGetProperty("resample", out var resample) ? Known((ResizeFilter)resample.GetInt32()) : defaults.Filter,
            Crop = On("do_center_crop") && json.TryGetProperty("crop_size", out var crop) ? Pair(crop) : null,
            Scale = !On("do_rescale") ? 1 : json.TryGetProperty("rescale_factor", out var factor) ? factor.GetSingle() : defaults.Scale,
            Mean = !normalized ? [0, 0, 0] : json.TryGetProperty("image_mean", out var mean) ? Numbers(mean) : defaults.Mean,
            Deviation = !normalized ? [1, 1, 1] : json.TryGetProperty("image_std", out var deviation) ? Numbers(deviation) : defaults.Deviation,
        };

        bool On(string step) => !json.TryGetProperty(step, out var value) || value.GetBoolean();
    }

    private static (int Width, int Height) Pair(JsonElement size) => size.ValueKind == JsonValueKind.Number
        ? (Positive(size), Positive(size))
        : (Positive(size.GetProperty("width")), Positive(size.GetProperty("height")));

    private static int Positive(JsonElement number) => number.GetInt32() is var value and > 0 and <= 1 << 14 ? value : throw new FormatException($"a size of {number}");

    private static ResizeFilter Known(ResizeFilter filter) => Enum.IsDefined(filter) ? filter : throw new FormatException($"resample {(int)filter}, where 2 and 3 are known");

    private static float[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetSingle())];

    private static IReadOnlyList<float> Three(IReadOnlyList<float> values) =>
        values.Count == Channels ? values : throw new ArgumentException($"{values.Count} numbers for {Channels} channels");
}
