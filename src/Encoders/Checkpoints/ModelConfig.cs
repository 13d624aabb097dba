using System.Text.Json;

namespace Rag.Encoders.Checkpoints;

/// <summary>
/// A JSON object of a model folder (config.json, preprocessor_config.json). Every value is asked for with the range it may
/// have, so that no number of a file is believed.
/// </summary>
public sealed class ModelConfig
{
    private const long LongestFile = 16 << 20;

    private readonly JsonElement _values;
    private readonly string _within;

    private ModelConfig(string path, JsonElement values, string within)
    {
        (Path, _values, _within) = (path, values, within);
        if (values.ValueKind != JsonValueKind.Object) throw new CheckpointException(path, $"{(within.Length == 0 ? "this" : within)} is no JSON object");
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The names it has values for.</summary>
    public IEnumerable<string> Names => _values.EnumerateObject().Select(property => property.Name).Distinct();

    /// <exception cref="CheckpointException">The file is missing, too long or no JSON object.</exception>
    public static ModelConfig Read(string path) => new(path, Parse(path), "");

    /// <summary>The objects of a file that is a list of them (modules.json).</summary>
    /// <exception cref="CheckpointException">The file is missing, too long or no list of JSON objects.</exception>
    public static IReadOnlyList<ModelConfig> ReadList(string path)
    {
        var list = Parse(path);
        if (list.ValueKind != JsonValueKind.Array) throw new CheckpointException(path, "this is no JSON list");
        return [.. list.EnumerateArray().Select((item, i) => new ModelConfig(path, item, $"[{i}]"))];
    }

    /// <summary>Whether there is a value, and not null.</summary>
    public bool Has(string name) => Value(name) is not null;

    /// <summary>A whole number within <paramref name="least"/>..<paramref name="most"/>.</summary>
    /// <param name="otherwise">What counts where the file says nothing; null demands it.</param>
    /// <exception cref="CheckpointException">It is absent, no whole number or out of range.</exception>
    public int Count(string name, int least, int most, int? otherwise = null)
    {
        if (Value(name) is not { } value) return otherwise ?? throw Absent(name);
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= least && number <= most
            ? (int)number
            : throw Bad(name, value, $"a whole number within {least}..{most}");
    }

    /// <inheritdoc cref="Count"/>
    /// <summary>A number within <paramref name="least"/>..<paramref name="most"/>.</summary>
    public double Number(string name, double least, double most, double? otherwise = null)
    {
        if (Value(name) is not { } value) return otherwise ?? throw Absent(name);
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= least && number <= most
            ? number
            : throw Bad(name, value, $"a number within {least}..{most}");
    }

    /// <summary>A list of exactly <paramref name="length"/> finite numbers.</summary>
    /// <exception cref="CheckpointException">It is absent or something else.</exception>
    public IReadOnlyList<double> Numbers(string name, int length)
    {
        var value = Value(name) ?? throw Absent(name);
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == length)
        {
            double[] numbers = [.. value.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Number && item.TryGetDouble(out var number) ? number : double.NaN)];
            if (numbers.All(double.IsFinite)) return numbers;
        }
        throw Bad(name, value, $"a list of {length} numbers");
    }

    /// <summary>A list of whole numbers within <paramref name="least"/>..<paramref name="most"/>; empty where the file says nothing.</summary>
    /// <exception cref="CheckpointException">It is something else.</exception>
    public IReadOnlyList<int> Counts(string name, int least, int most)
    {
        if (Value(name) is not { } value) return [];
        if (value.ValueKind == JsonValueKind.Array)
        {
            int[] numbers = [.. value.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var number) ? number : int.MinValue)];
            if (numbers.All(number => number >= least && number <= most)) return numbers;
        }
        throw Bad(name, value, $"a list of whole numbers within {least}..{most}");
    }

    /// <inheritdoc cref="Count"/>
    /// <summary>True or false.</summary>
    public bool Flag(string name, bool? otherwise = null) => Value(name) switch
    {
        null => otherwise ?? throw Absent(name),
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } value => throw Bad(name, value, "true or false"),
    };

    /// <inheritdoc cref="Count"/>
    /// <summary>A text.</summary>
    public string Text(string name, string? otherwise = null) => Value(name) switch
    {
        null => otherwise ?? throw Absent(name),
        { ValueKind: JsonValueKind.String } value => value.GetString()!,
        { } value => throw Bad(name, value, "a text"),
    };

    /// <summary>A list of texts.</summary>
    /// <exception cref="CheckpointException">It is absent or something else.</exception>
    public IReadOnlyList<string> Texts(string name)
    {
        var value = Value(name) ?? throw Absent(name);
        return value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
            : throw Bad(name, value, "a list of texts");
    }

    /// <inheritdoc cref="Count"/>
    /// <summary>What one of several names stands for.</summary>
    public T Choice<T>(string name, IReadOnlyDictionary<string, T> choices, string? otherwise = null) =>
        choices.TryGetValue(Text(name, otherwise), out var choice)
            ? choice
            : throw Bad(name, Value(name)!.Value, $"one of {string.Join(", ", choices.Keys)}");

    /// <summary>An object within.</summary>
    /// <exception cref="CheckpointException">It is absent or no object.</exception>
    public ModelConfig Part(string name) => new(Path, Value(name) ?? throw Absent(name), Name(name));

    /// <summary>An error about the file, to be thrown.</summary>
    public CheckpointException Bad(string problem) => new(Path, problem);

    private static JsonElement Parse(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists) throw new CheckpointException(path, "there is no such file");
        if (file.Length > LongestFile) throw new CheckpointException(path, $"{file.Length} bytes are no configuration; at most {LongestFile} are read");
        try
        {
            var bytes = File.ReadAllBytes(path);
            // A document finds text that is no text only when it is asked for it.
            var reader = new Utf8JsonReader(bytes);
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String) reader.GetString();
            }
            using var document = JsonDocument.Parse(bytes);
            return document.RootElement.Clone();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new CheckpointException(path, $"no valid JSON: {e.Message}");
        }
    }

    private JsonElement? Value(string name) =>
        _values.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private string Name(string name) => _within.Length == 0 ? name : $"{_within}.{name}";

    private CheckpointException Absent(string name) => Bad($"\"{Name(name)}\" is missing");

    private CheckpointException Bad(string name, JsonElement value, string wanted)
    {
        var text = value.GetRawText();
        return Bad($"\"{Name(name)}\" is {(text.Length <= 40 ? text : text[..40] + "…")}, not {wanted}");
    }
}
