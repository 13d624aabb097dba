using System.Buffers.Binary;
using System.Text.Json;

namespace Rag.Tests.Files.Pictures;

/// <summary>Byte tensors of a safetensors file, all of which lies in memory.</summary>
internal sealed class GoldenPixels
{
    private readonly byte[] _file;
    private readonly int _data;
    private readonly JsonElement _header;

    public GoldenPixels(string path)
    {
        _file = File.ReadAllBytes(path);
        _data = sizeof(long) + (int)BinaryPrimitives.ReadInt64LittleEndian(_file);
        using var header = JsonDocument.Parse(_file.AsMemory(sizeof(long).._data));
        _header = header.RootElement.Clone();
    }

    /// <summary>The tensor of a name, (height, width, 4).</summary>
    public (int Height, int Width, byte[] Rgba) Read(string name)
    {
        var entry = _header.GetProperty(name);
        var (shape, offsets) = (Numbers("shape"), Numbers("data_offsets"));
        return (shape[0], shape[1], _file[(_data + offsets[0])..(_data + offsets[1])]);

        int[] Numbers(string property) => [.. entry.GetProperty(property).EnumerateArray().Select(number => number.GetInt32())];
    }
}
