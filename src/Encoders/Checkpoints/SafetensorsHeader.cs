using System.Text.Json;

namespace Rag.Encoders.Checkpoints;

/// <summary>
/// The JSON at the beginning of a safetensors file: name -> {dtype, shape, data_offsets}, and "__metadata__" of strings.
/// Every number is checked before anything is read by it.
/// </summary>
internal sealed class SafetensorsHeader
{
    public const string MetadataName = "__metadata__";

    private readonly string _path;

    private SafetensorsHeader(string path) => _path = path;

    public Dictionary<string, TensorEntry> Tensors { get; } = [];

    public Dictionary<string, string> Metadata { get; } = [];

    /// <summary>
    /// Reads the header of <paramref name="path"/>; its tensors must cover the <paramref name="dataLength"/> bytes that follow
    /// without gap or overlap.
    /// </summary>
    /// <exception cref="CheckpointException">Anything does not fit.</exception>
    public static SafetensorsHeader Parse(string path, ReadOnlySpan<byte> json, long dataLength)
    {
        var header = new SafetensorsHeader(path);
        try
        {
            header.Read(json, dataLength);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw header.Bad($"the header is no valid JSON: {e.Message}");
        }
        header.CheckCoverage(dataLength);
        return header;
    }

    private void Read(ReadOnlySpan<byte> json, long dataLength)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) throw Bad("the header is no JSON object");
        var seen = new HashSet<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (!seen.Add(name)) throw Bad($"\"{name}\" appears twice in the header");
            reader.Read();
            if (name == MetadataName) ReadMetadata(ref reader);
            else Tensors.Add(name, ReadEntry(ref reader, name, dataLength));
        }
        if (reader.TokenType != JsonTokenType.EndObject || reader.Read()) throw Bad("the header goes on after its end");
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        Expect(reader.TokenType == JsonTokenType.StartObject, MetadataName, "no object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            Expect(reader.TokenType == JsonTokenType.String, MetadataName, $"no string as \"{key}\"");
            Metadata[key] = reader.GetString()!;
        }
    }

    private TensorEntry ReadEntry(ref Utf8JsonReader reader, string name, long dataLength)
    {
        Expect(reader.TokenType == JsonTokenType.StartObject, name, "no object");
        TensorType? type = null;
        List<long>? shape = null, offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = reader.GetString();
            reader.Read();
            if (field == "dtype" && type is null) type = ReadType(ref reader, name);
            else if (field == "shape" && shape is null) shape = ReadNumbers(ref reader, name, "shape");
            else if (field == "data_offsets" && offsets is null) offsets = ReadNumbers(ref reader, name, "data_offsets");
            else throw Bad($"\"{name}\" has an unknown or repeated field \"{field}\"");
        }
        Expect(reader.TokenType == JsonTokenType.EndObject && type is not null && shape is not null && offsets?.Count == 2, name, "no dtype, shape or pair of data_offsets");
        var (from, to) = (offsets![0], offsets[1]);
        Expect(from <= to && to <= dataLength, name, $"offsets {from}..{to} outside the {dataLength} bytes of data");
        var length = Length(name, type!.Value, shape!);
        Expect(length == to - from, name, $"{to - from} bytes; {type} [{string.Join(", ", shape!)}] wants {length}");
        return new TensorEntry(name, type.Value, shape!, from, length);
    }

    private TensorType ReadType(ref Utf8JsonReader reader, string name)
    {
        Expect(reader.TokenType == JsonTokenType.String, name, "no string as dtype");
        var text = reader.GetString()!;
        return Enum.TryParse<TensorType>(text, out var type) && Enum.GetName(type) == text ? type : throw Bad($"\"{name}\" has the unknown dtype \"{text}\"");
    }

    private List<long> ReadNumbers(ref Utf8JsonReader reader, string name, string field)
    {
        Expect(reader.TokenType == JsonTokenType.StartArray, name, $"no array as {field}");
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            Expect(reader.TryGetInt64(out var number) && number >= 0, name, $"a number in {field} that is no count");
            numbers.Add(number);
        }
        Expect(reader.TokenType == JsonTokenType.EndArray, name, $"something else than numbers in {field}");
        return numbers;
    }

    private long Length(string name, TensorType type, List<long> shape)
    {
        try
        {
            return shape.Aggregate((long)type.Size(), (bytes, size) => checked(bytes * size));
        }
        catch (OverflowException)
        {
            throw Bad($"\"{name}\" of shape [{string.Join(", ", shape)}] has more bytes than a 64-bit count holds");
        }
    }

    private void CheckCoverage(long dataLength)
    {
        long at = 0;
        TensorEntry? last = null;
        foreach (var entry in Tensors.Values.OrderBy(entry => entry.Offset).ThenBy(entry => entry.Length))
        {
            if (entry.Offset < at) throw Bad($"\"{entry.Name}\" at {entry.Offset} overlaps \"{last!.Name}\", which ends at {at}");
            if (entry.Offset > at) throw Bad($"bytes {at}..{entry.Offset} before \"{entry.Name}\" belong to no tensor");
            at = entry.Offset + entry.Length;
            last = entry;
        }
        if (at != dataLength) throw Bad($"the last {dataLength - at} bytes belong to no tensor");
    }

    private void Expect(bool fits, string name, string problem)
    {
        if (!fits) throw Bad($"\"{name}\" has {problem}");
    }

    private CheckpointException Bad(string problem) => new(_path, problem);
}
