using System.Text.Json.Nodes;
using Rag.Encoders.Checkpoints;

namespace Rag.Encoders.Embeddings;

/// <summary>
/// The key of config.json that says which space a model's embeddings live in. Its value is the hub's name of the model that made the
/// space, as in <c>sentence-transformers/all-MiniLM-L6-v2</c>: a model that joins another's space carries that one's name.
/// </summary>
public static class EmbeddingSpace
{
    /// <summary>The key.</summary>
    public const string Key = "embedding_space";

    /// <summary>What the file says, or null.</summary>
    /// <exception cref="CheckpointException">It is no name.</exception>
    public static string? Read(ModelConfig config) =>
        !config.Has(Key) ? null : config.Text(Key) is { Length: > 0 } space ? space : throw config.Bad($"\"{Key}\" is empty");

    /// <summary>The configuration with the key, or as it is for null.</summary>
    public static JsonObject Write(string? space, JsonObject config)
    {
        if (space is not null) config[Key] = space;
        return config;
    }
}
