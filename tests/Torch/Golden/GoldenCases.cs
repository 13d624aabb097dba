using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rag.Tests.Torch.Golden;

/// <summary>The reference values in shared/golden/torch: what PyTorch computed in float64.</summary>
internal sealed class GoldenCases
{
    public const string Folder = "golden/torch/ops.json";

    private readonly byte[] _bytes;
    private readonly JsonObject _header;
    private readonly int _start;

    private GoldenCases(string folder)
    {
        _bytes = File.ReadAllBytes(Path.Combine(folder, "ops.safetensors"));
        var length = (int)BitConverter.ToInt64(_bytes);
        _header = JsonNode.Parse(_bytes.AsSpan(8, length))!.AsObject();
        _start = 8 + length;
        Cases = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "ops.json"))).RootElement.GetProperty("cases")
            .EnumerateArray().ToDictionary(each => each.GetProperty("case").GetString()!);
    }

    public static Lazy<GoldenCases> Load { get; } = new(() => new GoldenCases(Path.GetDirectoryName(Rag.Tests.SharedData.Path(Folder))!));

    public IReadOnlyDictionary<string, JsonElement> Cases { get; }

    /// <summary>A tensor by name, its numbers converted to float32.</summary>
    public Tensor Read(string name)
    {
        var entry = _header[name]!;
        var shape = entry["shape"]!.AsArray().Select(size => (long)size!).ToArray();
        var (from, to) = ((int)entry["data_offsets"]![0]!, (int)entry["data_offsets"]![1]!);
        var bytes = _bytes.AsSpan(_start + from, to - from);
        return (string)entry["dtype"]! switch
        {
            "F64" => torch.tensor(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(bytes).ToArray(), shape, float32),
            "I64" => torch.tensor(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, long>(bytes).ToArray(), shape),
            _ => torch.tensor(bytes.ToArray(), shape, torch.@bool),
        };
    }

    public Tensor?[] ReadAll(string name, string field) => Cases[name].TryGetProperty(field, out var names)
        ? [.. names.EnumerateArray().Select(each => each.ValueKind == JsonValueKind.Null ? null : Read(each.GetString()!))]
        : [];
}
