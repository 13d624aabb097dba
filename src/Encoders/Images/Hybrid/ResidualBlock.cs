using Rag.Attention;

namespace Rag.Encoders.Images.Hybrid;

/// <summary>relu(shortcut(x) + second(relu(first(x)))) (He et al., 2016); where the size changes the shortcut is a convolution of 1 x 1.</summary>
internal sealed class ResidualBlock : NamedModule
{
    private readonly ModuleList<NormedConvolution> _layer;
    private readonly NormedConvolution? _shortcut;

    public ResidualBlock(int from, int to, int stride, bool folded) : base(nameof(ResidualBlock))
    {
        _layer = Part("layer", ModuleList<NormedConvolution>([new(from, to, 3, stride, folded), new(to, to, 3, 1, folded)]));
        if (from != to || stride != 1) _shortcut = Part("shortcut", new NormedConvolution(from, to, 1, stride, folded));
    }

    /// <summary>(batch, from, height, width) to (batch, to, height / stride, width / stride).</summary>
    public Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var h = _layer[1].forward(_layer[0].forward(x).relu_());
        return h.add_(_shortcut is null ? x : _shortcut.forward(x)).relu_().MoveToOuterDisposeScope();
    }
}
