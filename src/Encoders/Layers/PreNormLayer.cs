using Rag.Attention;

namespace Rag.Encoders.Layers;

/// <summary>
/// A transformer layer that normalizes before each part (Xiong et al., "On layer normalization", 2020): CLIP, Whisper.
/// <code>
/// h = x + Attention(LN(x)); y = h + FeedForward(LN(h))
/// </code>
/// </summary>
public sealed class PreNormLayer : TransformerLayer
{
    /// <summary>Draws the weights from the global generator (torch.manual_seed).</summary>
    public PreNormLayer(LayerOptions options) : base(nameof(PreNormLayer), options)
    {
    }

    /// <summary>(batch, tokens, width) to (batch, tokens, width).</summary>
    /// <param name="context">For the attention: padding, a probe.</param>
    public Tensor forward(Tensor x, AttentionContext? context = null)
    {
        using var scope = NewDisposeScope();
        var h = PlusAttention(x, AttentionNorm.call(x), context); // (batch, tokens, width)
        return PlusFeedForward(h, FeedForwardNorm.call(h)).MoveToOuterDisposeScope();
    }
}
