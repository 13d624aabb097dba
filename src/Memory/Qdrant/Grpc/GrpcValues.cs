using System.Text.Json.Nodes;
using Wire = global::Qdrant.Client.Grpc;

namespace Rag.Memory.Qdrant.Grpc;

/// <summary>Values of a payload, there and back.</summary>
internal static class GrpcValues
{
    public static Wire.Value Of(JsonNode? node) => node switch
    {
        null => new() { NullValue = Wire.NullValue.NullValue },
        JsonObject entries => new() { StructValue = new() { Fields = { entries.ToDictionary(entry => entry.Key, entry => Of(entry.Value)) } } },
        JsonArray values => new() { ListValue = new() { Values = { values.Select(Of) } } },
        JsonValue value when value.TryGetValue<string>(out var text) => new() { StringValue = text },
        JsonValue value when value.TryGetValue<long>(out var number) => new() { IntegerValue = number },
        JsonValue value when value.TryGetValue<int>(out var number) => new() { IntegerValue = number },
        JsonValue value when value.TryGetValue<double>(out var number) => new() { DoubleValue = number },
        JsonValue value when value.TryGetValue<bool>(out var truth) => new() { BoolValue = truth },
        _ => throw new FormatException($"{node.GetValueKind()} is no value of a payload"),
    };

    public static JsonNode? Read(Wire.Value value) => value.KindCase switch
    {
        Wire.Value.KindOneofCase.StringValue => value.StringValue,
        Wire.Value.KindOneofCase.IntegerValue => value.IntegerValue is >= int.MinValue and <= int.MaxValue ? (JsonNode)(int)value.IntegerValue : value.IntegerValue,
        Wire.Value.KindOneofCase.DoubleValue => value.DoubleValue,
        Wire.Value.KindOneofCase.BoolValue => value.BoolValue,
        Wire.Value.KindOneofCase.StructValue => Read(value.StructValue.Fields),
        Wire.Value.KindOneofCase.ListValue => new JsonArray([.. value.ListValue.Values.Select(Read)]),
        _ => null,
    };

    public static JsonObject Read(IEnumerable<KeyValuePair<string, Wire.Value>> fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Key, Read(field.Value))));
}
