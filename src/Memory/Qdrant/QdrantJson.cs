using System.Text.Json.Nodes;

namespace Rag.Memory.Qdrant;

/// <summary>Reads answers that may be anything.</summary>
internal static class QdrantJson
{
    /// <exception cref="FormatException">There is no such member.</exception>
    /// <exception cref="InvalidOperationException">This is no object.</exception>
    public static JsonNode Member(this JsonNode? node, string name) =>
        node?[name] ?? throw new FormatException($"'{name}' is missing");
}
