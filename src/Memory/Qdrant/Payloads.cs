using Google.Protobuf.Collections;
using Wire = global::Qdrant.Client.Grpc;

namespace Rag.Memory.Qdrant;

/// <summary>Reads payloads that may be anything.</summary>
internal static class Payloads
{
    /// <summary>A text, or null where there is none.</summary>
    public static string? Text(this MapField<string, Wire.Value> payload, string name) =>
        payload.TryGetValue(name, out var value) && value.KindCase == Wire.Value.KindOneofCase.StringValue ? value.StringValue : null;

    /// <summary>A whole number, or null where there is none.</summary>
    public static long? Number(this MapField<string, Wire.Value> payload, string name) =>
        payload.TryGetValue(name, out var value) && value.KindCase == Wire.Value.KindOneofCase.IntegerValue ? value.IntegerValue : null;

    /// <summary>Whether it is there and true.</summary>
    public static bool Holds(this MapField<string, Wire.Value> payload, string name) =>
        payload.TryGetValue(name, out var value) && value.KindCase == Wire.Value.KindOneofCase.BoolValue && value.BoolValue;

    /// <summary>A value that must be there.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static T Required<T>(T? value, string name)
        where T : struct => value ?? throw new FormatException($"'{name}' is missing");

    /// <inheritdoc cref="Required{T}(T?, string)"/>
    public static T Required<T>(T? value, string name)
        where T : class => value ?? throw new FormatException($"'{name}' is missing");
}
