using Rag.Attention;
using Rag.Attention.Caches;

namespace Rag.Encoders.Layers;

/// <summary>
/// A decoder layer that normalizes before each part: its tokens read those before them, then a memory M.
/// <code>
/// h = x + Attention(LN(x)); c = h + Cross(LN(h), M); y = c + FeedForward(LN(c))
/// </code>
/// </summary>
public sealed class PreNormDecoderLayer : TransformerLayer
{
    /// <summary>Draws the weights from the global generator (torch.manual_seed).</summary>
    public PreNormDecoderLayer(LayerOptions options) : base(nameof(PreNormDecoderLayer), options with { Causal = true })
    {
        Cross = Part("cross", new MultiHeadAttention((options with { Causal = false }).Attention));
        CrossNorm = Part("cross_norm", LayerNorm(options.Width, options.NormEpsilon));
    }

    /// <summary>Tokens read the memory.</summary>
    public MultiHeadAttention Cross { get; }

    /// <summary>LN of the cross-attention.</summary>
    public LayerNorm CrossNorm { get; }

    /// <summary>(rows, tokens, width) to (rows, tokens, width).</summary>
    /// <param name="memory">
    /// Projected by <see cref="Cross"/>. It may have fewer rows than <paramref name="x"/>: as many texts, one after another, then share each
    /// of them, and it is kept and read once.
    /// </param>
    /// <param name="cache">The tokens before; null where <paramref name="x"/> is all there is.</param>
    public Tensor forward(Tensor x, FixedCache memory, GrowingCache? cache = null)
    {
        using var scope = NewDisposeScope();
        var h = PlusAttention(x, AttentionNorm.call(x), cache is null ? null : new AttentionContext { Cache = cache }); // (rows, tokens, width)
        h = h.reshape(memory.Keys.shape[0], -1, x.shape[2]); // (memories, texts of each * tokens, width)
        var c = PlusMemory(h, Cross, CrossNorm.call(h), memory);
        return PlusFeedForward(c, FeedForwardNorm.call(c)).view(x.shape).MoveToOuterDisposeScope();
    }
}
