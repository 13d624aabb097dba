using Rag.Attention;
using Rag.Attention.Caches;

namespace Rag.Encoders.Layers;

/// <summary>The parts of a transformer layer; where it normalizes is what its kinds differ in.</summary>
public abstract class TransformerLayer : NamedModule
{
    private readonly double _dropout;

    /// <summary>Draws the weights from the global generator (torch.manual_seed).</summary>
    private protected TransformerLayer(string name, LayerOptions options) : base(name)
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

    /// <summary>state + Attention(x), with dropout of what is added while training.</summary>
    private protected Tensor PlusAttention(Tensor state, Tensor x, AttentionContext? context) =>
        Drops ? state + functional.dropout(Attention.forward(x, context), _dropout) : Attention.Plus(state, x, context);

    /// <summary>state + FeedForward(x), with dropout of what is added while training.</summary>
    private protected Tensor PlusFeedForward(Tensor state, Tensor x) =>
        Drops ? state + functional.dropout(FeedForward.forward(x), _dropout) : FeedForward.Plus(state, x);

    /// <summary>state + attention(x, memory), with dropout of what is added while training.</summary>
    private protected Tensor PlusMemory(Tensor state, MultiHeadAttention attention, Tensor x, FixedCache memory) =>
        Drops ? state + functional.dropout(attention.forward(x, memory), _dropout) : attention.Plus(state, x, memory);

    private bool Drops => training && _dropout > 0;
}
