using Rag.Attention;

namespace Rag.Lab;

/// <summary>
/// Reads keys and values through a mechanism. Experiments take it as a parameter so that a test can pass one that is broken
/// on purpose and see the claim fail.
/// </summary>
/// <param name="query">(batch, heads, queries, head)</param>
/// <param name="key">(batch, heads, keys, head)</param>
/// <param name="value">(batch, heads, keys, value)</param>
/// <returns>(batch, heads, queries, value).</returns>
internal delegate Tensor Attend(AttentionMechanism mechanism, Tensor query, Tensor key, Tensor value, AttentionContext? context = null);

/// <summary>Builds a layer from its options; taken as a parameter for the same reason.</summary>
internal delegate MultiHeadAttention LayerOf(AttentionOptions options);

/// <summary>The mechanism as the attention room has it.</summary>
internal static class Intact
{
    public static Attend Attend { get; } = (mechanism, query, key, value, context) => mechanism.forward(query, key, value, context);

    public static LayerOf Layer { get; } = options => new MultiHeadAttention(options);
}
