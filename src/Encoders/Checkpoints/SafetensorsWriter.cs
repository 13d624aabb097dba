using System.Buffers.Binary;
using System.Text.Json;
using Rag.Files;

namespace Rag.Encoders.Checkpoints;

/// <summary>A tensor to be written; <paramref name="Bytes"/> are its elements, row-major and little-endian.</summary>
public sealed record TensorData(string Name, TensorType Type, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Bytes);

/// <summary>Writes safetensors files.</summary>
public static class SafetensorsWriter
{
    /// <summary>Replaces the file as a whole: whoever opens it sees the old one or the new one.</summary>
    /// <exception cref="ArgumentException">A name appears twice, or bytes do not fit a shape.</exception>
    public static void Write(string path, IEnumerable<TensorData> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var all = tensors.ToArray();
        var header = Header(all, metadata);
        WholeFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (var tensor in all) stream.Write(tensor.Bytes.Span);
        });
    }

    private static byte[] Header(TensorData[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(SafetensorsHeader.MetadataName);
                foreach (var (key, value) in metadata) json.WriteString(key, value);
                json.WriteEndObject();
            }
            var seen = new HashSet<string>();
            long at = 0;
            foreach (var tensor in tensors)
            {
                if (!seen.Add(tensor.Name) || tensor.Name == SafetensorsHeader.MetadataName) throw new ArgumentException($"The name \"{tensor.Name}\" is taken.", nameof(tensors));
                WriteEntry(json, tensor, at);
                at += tensor.Bytes.Length;
            }
            json.WriteEndObject();
        }
        // Spaces, so that the tensors begin at a multiple of eight.
        while (stream.Length % 8 != 0) stream.WriteByte((byte)' ');
        return stream.ToArray();
    }

    private static void WriteEntry(Utf8JsonWriter json, TensorData tensor, long at)
    {
        var wanted = tensor.Shape.Aggregate((long)tensor.Type.Size(), (bytes, size) => size >= 0
            ? checked(bytes * size)
            : throw new ArgumentException($"\"{tensor.Name}\" of shape [{string.Join(", ", tensor.Shape)}] has a negative size."));
        if (wanted != tensor.Bytes.Length)
            throw new ArgumentException($"\"{tensor.Name}\", {tensor.Type} [{string.Join(", ", tensor.Shape)}], wants {wanted} bytes; {tensor.Bytes.Length} were given.");
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", tensor.Type.ToString());
        json.WriteStartArray("shape");
        foreach (var size in tensor.Shape) json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(at);
        json.WriteNumberValue(at + wanted);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
