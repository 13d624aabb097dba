using Rag.Attention;
using Rag.Encoders.Layers;

namespace Rag.Encoders.Clip;

/// <summary>CLIP's encoder of texts: causal layers over token and position embeddings.</summary>
public sealed class ClipTextTower : NamedModule
{
    private readonly ClipTextOptions _options;
    private readonly ModuleList<PreNormLayer> _layers;

    /// <summary>Draws the weights from the global generator (torch.manual_seed).</summary>
    public ClipTextTower(ClipTextOptions options) : base(nameof(ClipTextTower))
    {
        _options = options;
        Tokens = Part("tokens", Embedding(options.Vocabulary, options.Layer.Width));
        Positions = Part("positions", Embedding(options.Positions, options.Layer.Width));
        _layers = Part("layers", ModuleList<PreNormLayer>([.. Enumerable.Range(0, options.Layers).Select(_ => new PreNormLayer(options.Layer))]));
        Norm = Part("norm", LayerNorm(options.Layer.Width, options.Layer.NormEpsilon));
    }

    /// <summary>(vocabulary, width)</summary>
    public Embedding Tokens { get; }

    /// <summary>(positions, width)</summary>
    public Embedding Positions { get; }

    /// <summary>LN of the last states.</summary>
    public LayerNorm Norm { get; }

    /// <param name="ids">int64 (batch, tokens); a text ends with its end token, whatever pads it after that is never read.</param>
    /// <returns>What enters the first layer, then each layer's states, not yet normalized: layers + 1 times (batch, tokens, width).</returns>
    public IReadOnlyList<Tensor> States(Tensor ids)
    {
        var tokens = ids.shape[1];
        if (tokens > _options.Positions) throw new ArgumentException($"{tokens} tokens are more than the model's {_options.Positions} positions.", nameof(ids));
        var states = new List<Tensor>(_layers.Count + 1) { Tokens.call(ids) + Positions.weight!.narrow(0, 0, tokens) };
        foreach (var layer in _layers) states.Add(layer.forward(states[^1])); // (batch, tokens, width)
        return states;
    }

    /// <summary>The end token's last state: (batch, tokens) to (batch, width).</summary>
    public Tensor forward(Tensor ids)
    {
        using var scope = NewDisposeScope();
        var states = Norm.call(States(ids)[^1]); // (batch, tokens, width)
        var end = (_options.EndToken == ClipTextOptions.MisnamedEndToken ? ids : ids.eq(_options.EndToken).to_type(int64)).argmax(1); // (batch)
        return states[torch.arange(ids.shape[0]), end].MoveToOuterDisposeScope();
    }
}
