using Rag.Attention;
using Rag.Encoders.Layers;
using Rag.Encoders.Text;

namespace Rag.Engine.Ask.Reading;

/// <summary>
/// The text encoder that also retrieves, with copies of its upper layers that learn to read: the lower layers run once for both. What is
/// learned are the copies alone; the encoder is no part of this module.
/// </summary>
public sealed class BranchedEncoder : NamedModule
{
    private readonly BertEncoder _encoder;
    private readonly ModuleList<PostNormLayer> _copies;

    /// <param name="encoder">Frozen from here on; it may be used by others.</param>
    /// <param name="copiedLayers">Of its upper layers.</param>
    public BranchedEncoder(BertEncoder encoder, int copiedLayers) : base(nameof(BranchedEncoder))
    {
        if (encoder.Options.Layers < 2 || copiedLayers is not (0 or >= 2) || copiedLayers > encoder.Options.Layers)
            throw new ArgumentException($"Of {encoder.Options.Layers} layers none or 2 and more can be copied, not {copiedLayers}.", nameof(copiedLayers));
        _encoder = encoder;
        foreach (var parameter in encoder.parameters()) parameter.requires_grad = false;
        // A copy of few layers is tuned best without dropout inside.
        var options = encoder.Options.Layer with { Dropout = 0, AttentionDropout = 0 };
        _copies = Part("copies", ModuleList<PostNormLayer>([.. Enumerable.Range(0, copiedLayers).Select(_ => new PostNormLayer(options))]));
        foreach (var (copy, layer) in _copies.Zip(encoder.Layers.TakeLast(copiedLayers))) copy.load_state_dict(layer.state_dict());
    }

    /// <summary>Numbers of a token that <see cref="Upper"/> gives.</summary>
    public int Width => 2 * _encoder.Options.Layer.Width;

    /// <summary>The layer of the encoder that a parameter is of a copy of, counted down from 0, the last; null for others.</summary>
    public int? DepthOf(Parameter parameter) =>
        Enumerable.Range(0, _copies.Count).Cast<int?>().FirstOrDefault(i => _copies[_copies.Count - 1 - i!.Value].parameters().Any(own => ReferenceEquals(own, parameter)));

    /// <summary>The states of a token halfway and at the end of the branch: h = [last layer but two; last layer].</summary>
    /// <param name="lower">See <see cref="Lower"/>.</param>
    /// <returns>(rows, tokens, width)</returns>
    public Tensor Upper(Tensor lower, TokenBatch tokens)
    {
        using var scope = NewDisposeScope();
        var context = new AttentionContext { KeyMask = tokens.Mask };
        var upper = _copies.Count > 0 ? _copies : _encoder.Layers.TakeLast(Own);
        var path = new List<Tensor> { lower.to_type(upper.First().parameters().First().dtype) };
        foreach (var layer in upper) path.Add(layer.forward(path[^1], context)); // (rows, tokens, encoder width)
        return torch.cat([path[^3], path[^1]], -1).to_type(float32).MoveToOuterDisposeScope();
    }

    /// <summary>The states that retrieval and reading share, (rows, tokens, encoder width), in the encoder's numbers; no gradient goes beyond them.</summary>
    public Tensor Lower(TokenBatch tokens) => Frozen(() =>
    {
        var x = _encoder.Embeddings.forward(tokens.Ids);
        var context = new AttentionContext { KeyMask = tokens.Mask };
        foreach (var layer in _encoder.Layers.SkipLast(Own)) x = layer.forward(x, context);
        return x;
    });

    /// <summary>What retrieval knows the rows by, going on from <see cref="Lower"/>: (rows, encoder width), of length 1.</summary>
    public Tensor Embed(Tensor lower, TokenBatch tokens) => Frozen(() =>
    {
        var (x, context) = (lower, new AttentionContext { KeyMask = tokens.Mask });
        foreach (var layer in _encoder.Layers.TakeLast(Own)) x = layer.forward(x, context);
        return MeanPooling.Pool(x.to_type(float32), tokens.Mask);
    });

    // What does not learn runs on the fast path while the rest learns; of its output, which autograd may not keep, a copy goes on.
    private static Tensor Frozen(Func<Tensor> forward)
    {
        using var scope = NewDisposeScope();
        Tensor y;
        using (torch.inference_mode()) y = forward();
        return (torch.is_inference_mode_enabled() ? y : y.clone()).MoveToOuterDisposeScope();
    }

    // Without copies the upper layers are the encoder's own.
    private int Own => _copies.Count > 0 ? _copies.Count : 2;
}
