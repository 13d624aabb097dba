using Rag.Attention;

namespace Rag.Encoders.Layers;

/// <summary>
/// A transformer layer that normalizes after each part (Vaswani et al., 2017): BERT.
/// <code>
/// h = LN(x + Attention(x)); y = LN(h + FeedForward(h))
/// </code>
/// </summary>
public sealed class PostNormLayer : TransformerLayer
{
    /// <summary>Draws the weights from the global generator (torch.manual_seed).</summary>
    public PostNormLayer(LayerOptions options) : base(nameof(PostNormLayer), options)
    {
    }

    /// <summary>(batch, tokens, width) to (batch, tokens, width).</summary>
    /// <param name="context">For the attention: padding, a probe.</param>
    public Tensor forward(Tensor x, AttentionContext? context = null)
    {
        using var scope = NewDisposeScope();
        var h = AttentionNorm.call(PlusAttention(x, x, context)); // (batch, tokens, width)
        return FeedForwardNorm.call(PlusFeedForward(h, h)).MoveToOuterDisposeScope();
    }
}
