using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rag.Tests.Attention.Golden;

/// <summary>One case of shared/golden/attention: what PyTorch computed in float64.</summary>
internal sealed class GoldenCase
{
    public const string Folder = "golden/attention/attention.json";

    private static readonly Lazy<(byte[] Bytes, JsonObject Header, Dictionary<string, JsonElement> Cases)> _file = new(Load);

    private readonly string _name;
    private readonly JsonElement _case;

    public GoldenCase(string name) => (_name, _case) = (name, _file.Value.Cases[name]);

    public static IEnumerable<string> Names => _file.Value.Cases.Keys;

    public IEnumerable<string> Inputs => Names_("inputs");

    public IEnumerable<string> Outputs => Names_("outputs");

    public JsonElement Argument(string name) => _case.GetProperty("args").GetProperty(name);

    public bool Has(string part) => _file.Value.Header.ContainsKey($"{_name}.{part}");

    /// <summary>A tensor of the case, its numbers in float32.</summary>
    public Tensor Read(string part)
    {
        var (bytes, header, _) = _file.Value;
        var entry = header[$"{_name}.{part}"]!;
        var shape = entry["shape"]!.AsArray().Select(size => (long)size!).ToArray();
        var (from, to) = ((int)entry["data_offsets"]![0]!, (int)entry["data_offsets"]![1]!);
        var data = bytes.AsSpan(8 + (int)BitConverter.ToInt64(bytes) + from, to - from);
        return (string)entry["dtype"]! switch
        {
            "F64" => torch.tensor(MemoryMarshal.Cast<byte, double>(data).ToArray().Select(x => (float)x).ToArray(), shape),
            "I64" => torch.tensor(MemoryMarshal.Cast<byte, long>(data).ToArray(), shape),
            _ => torch.tensor(data.ToArray().Select(x => x != 0).ToArray(), shape),
        };
    }

    private IEnumerable<string> Names_(string field) => _case.GetProperty(field).EnumerateArray().Select(each => each.GetString()!);

    private static (byte[], JsonObject, Dictionary<string, JsonElement>) Load()
    {
        var json = SharedData.Path(Folder);
        var bytes = File.ReadAllBytes(Path.ChangeExtension(json, "safetensors"));
        var header = JsonNode.Parse(bytes.AsSpan(8, (int)BitConverter.ToInt64(bytes)))!.AsObject();
        var cases = JsonDocument.Parse(File.ReadAllBytes(json)).RootElement.GetProperty("cases");
        return (bytes, header, cases.EnumerateArray().ToDictionary(each => each.GetProperty("case").GetString()!));
    }
}
