using Rag.Attention;
using Rag.Attention.Biases;
using Rag.Attention.Caches;
using Rag.Attention.Gates;
using Rag.Encoders.Layers;

namespace Rag.Engine.Decoding;

/// <summary>A layer that reads what was written and the memory, mixed by a gate for each head, and then thinks about it.</summary>
public sealed class GatedDecoderLayer : NamedModule
{
    private readonly LayerNorm _norm;
    private readonly FeedForward _feedForward;
    private readonly double _dropout;

    /// <summary>Draws the weights from the global generator (torch.manual_seed).</summary>
    /// <param name="options">Its sizes; the dropout is of what the feed-forward part adds.</param>
    /// <param name="gateStart">The gates before training, before the sigmoid.</param>
    /// <param name="readingDropout">Probability of dropping a number of what was read, while training.</param>
    public GatedDecoderLayer(LayerOptions options, double gateStart, double readingDropout = 0) : base(nameof(GatedDecoderLayer))
    {
        _dropout = options.Dropout;
        Attention = Part("attention", new GatedMemoryAttention(
            new AttentionOptions(options.Width, options.Heads, outputProjection: false, causal: true),
            new AttentionOptions(options.Width, options.Heads, outputProjection: false, nullKey: true, biases: [new RetrievalBias()]),
            new GateOptions(GateKind.Content, gateStart), dropout: readingDropout));
        _norm = Part("norm", LayerNorm(options.Width));
        _feedForward = Part("feed_forward", new FeedForward(options));
    }

    /// <summary>Self- and cross-attention with their gate.</summary>
    public GatedMemoryAttention Attention { get; }

    /// <param name="h">(rows, tokens, width)</param>
    /// <param name="memory">As <see cref="Attention"/> remembers it.</param>
    public Tensor forward(Tensor h, FixedCache memory, AttentionContext self, AttentionContext cross)
    {
        using var scope = NewDisposeScope();
        h = Attention.forward(h, memory, self, cross);
        return (h + functional.dropout(_feedForward.forward(_norm.call(h)), _dropout, training)).MoveToOuterDisposeScope();
    }
}
