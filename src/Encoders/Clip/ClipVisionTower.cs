using Rag.Attention;
using Rag.Encoders.Layers;
using TorchSharp.Utils;

namespace Rag.Encoders.Clip;

/// <summary>CLIP's encoder of pictures: layers over a class token and the picture's patches (Dosovitskiy et al., 2021).</summary>
public sealed class ClipVisionTower : NamedModule
{
    private readonly ClipVisionOptions _options;
    private readonly ModuleList<PreNormLayer> _layers;
    [ComponentName(Name = "class_token")]
    private readonly Parameter _classToken; // (width)

    /// <summary>Draws the weights from the global generator (torch.manual_seed).</summary>
    public ClipVisionTower(ClipVisionOptions options) : base(nameof(ClipVisionTower))
    {
        _options = options;
        var width = options.Layer.Width;
        _classToken = Learned("class_token", torch.randn(width) / Math.Sqrt(width));
        Patches = Part("patches", Conv2d(3, width, options.Patch, stride: options.Patch, bias: false));
        Positions = Part("positions", Embedding(options.Patches + 1, width));
        InputNorm = Part("input_norm", LayerNorm(width, options.Layer.NormEpsilon));
        _layers = Part("layers", ModuleList<PreNormLayer>([.. Enumerable.Range(0, options.Layers).Select(_ => new PreNormLayer(options.Layer))]));
        Norm = Part("norm", LayerNorm(width, options.Layer.NormEpsilon));
    }

    /// <summary>(batch, 3, picture, picture) to (batch, width, rows, columns) of patches.</summary>
    public Conv2d Patches { get; }

    /// <summary>(1 + patches, width), the class token's first.</summary>
    public Embedding Positions { get; }

    /// <summary>LN before the first layer.</summary>
    public LayerNorm InputNorm { get; }

    /// <summary>LN of the class token's last state.</summary>
    public LayerNorm Norm { get; }

    /// <param name="pixels">(batch, 3, picture, picture), normalized.</param>
    /// <returns>What enters the first layer, then each layer's states: layers + 1 times (batch, 1 + patches, width).</returns>
    public IReadOnlyList<Tensor> States(Tensor pixels)
    {
        if (pixels.shape is not [var batch, 3, var height, var width] || height != _options.Picture || width != _options.Picture)
            throw new ArgumentException($"Pictures are (batch, 3, {_options.Picture}, {_options.Picture}), not ({string.Join(", ", pixels.shape)}).", nameof(pixels));
        var patches = Patches.call(pixels.to_type(Patches.weight!.dtype)).flatten(2).transpose(1, 2); // (batch, patches, width)
        var first = _classToken.expand(batch, 1, -1); // (batch, 1, width)
        var states = new List<Tensor>(_layers.Count + 1) { InputNorm.call(torch.cat([first, patches], 1) + Positions.weight!) };
        foreach (var layer in _layers) states.Add(layer.forward(states[^1])); // (batch, 1 + patches, width)
        return states;
    }

    /// <summary>The class token's last state, normalized: (batch, 3, picture, picture) to (batch, width).</summary>
    public Tensor forward(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        return Norm.call(States(pixels)[^1].select(1, 0)).MoveToOuterDisposeScope();
    }
}
