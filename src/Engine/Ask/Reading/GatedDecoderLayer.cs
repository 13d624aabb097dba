using Rag.Attention;
using Rag.Attention.Biases;
using Rag.Attention.Caches;
using Rag.Attention.Gates;
using Rag.Encoders.Layers;

namespace Rag.Engine.Ask.Reading;

/// <summary>A layer that reads what was written and the memory, mixed by a gate for each head, and then thinks about it.</summary>
public sealed class GatedDecoderLayer : NamedModule
{
    private const int Inner = 4; // times the width

    private readonly LayerNorm _norm;
    private readonly FeedForward _feedForward;
    private readonly double _dropout;

    /// <summary>Draws the weights from the global generator (torch.manual_seed).</summary>
    public GatedDecoderLayer(ReaderOptions options) : base(nameof(GatedDecoderLayer))
    {
        var (width, heads) = (options.Width, options.DecoderHeads);
        _dropout = options.Dropout;
        Attention = Part("attention", new GatedMemoryAttention(
            new AttentionOptions(width, heads, outputProjection: false, causal: true),
            new AttentionOptions(width, heads, outputProjection: false, nullKey: true, biases: [new RetrievalBias()]),
            new GateOptions(GateKind.Content, options.GateStart)));
        _norm = Part("norm", LayerNorm(width));
        _feedForward = Part("feed_forward", new FeedForward(new LayerOptions(width, heads, Inner * width)));
    }

    /// <summary>Self- and cross-attention with their gate.</summary>
    public GatedMemoryAttention Attention { get; }

    /// <param name="h">(questions, tokens, width)</param>
    /// <param name="memory">As <see cref="Attention"/> remembers it.</param>
    public Tensor forward(Tensor h, FixedCache memory, AttentionContext self, AttentionContext cross)
    {
        using var scope = NewDisposeScope();
        h = Attention.forward(h, memory, self, cross);
        return (h + functional.dropout(_feedForward.forward(_norm.call(h)), _dropout, training)).MoveToOuterDisposeScope();
    }
}
