using Rag.Attention;

namespace Rag.Encoders.Layers;

/// <summary>
/// A transformer layer that normalizes before each part (Xiong et al., "On layer normalization", 2020): CLIP, Whisper.
/// <code>
/// h = x + Attention(LN(x)); y = h + FeedForward(LN(h))
/// </code>
/// </summary>
public sealed class PreNormLayer : NamedModule
{
    private readonly double _dropout;

    /// <summary>Draws the weights from the global generator (torch.manual_seed).</summary>
    public PreNormLayer(LayerOptions options) : base(nameof(PreNormLayer))
    {
        _dropout = options.Dropout;
        Attention = Part("attention", new MultiHeadAttention(options.Attention));
        AttentionNorm = Part("attention_norm", LayerNorm(options.Width, options.NormEpsilon));
        FeedForward = Part("feed_forward", new FeedForward(options));
        FeedForwardNorm = Part("feed_forward_norm", LayerNorm(options.Width, options.NormEpsilon));
    }

    /// <summary>Tokens read each other.</summary>
    public MultiHeadAttention Attention { get; }

    /// <summary>LN of the attention.</summary>
    public LayerNorm AttentionNorm { get; }

    /// <summary>Each token for itself.</summary>
    public FeedForward FeedForward { get; }

    /// <summary>LN of the feed-forward part.</summary>
    public LayerNorm FeedForwardNorm { get; }

    /// <summary>(batch, tokens, width) to (batch, tokens, width).</summary>
    /// <param name="context">For the attention: padding, a probe.</param>
    public Tensor forward(Tensor x, AttentionContext? context = null)
    {
        using var scope = NewDisposeScope();
        var h = x + Drop(Attention.forward(AttentionNorm.call(x), context)); // (batch, tokens, width)
        return (h + Drop(FeedForward.forward(FeedForwardNorm.call(h)))).MoveToOuterDisposeScope();
    }

    private Tensor Drop(Tensor x) => training && _dropout > 0 ? functional.dropout(x, _dropout) : x;
}
