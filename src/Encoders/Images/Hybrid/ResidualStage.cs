using Rag.Attention;

namespace Rag.Encoders.Images.Hybrid;

/// <summary>Residual blocks of one width, the first of which may halve the picture's sides.</summary>
internal sealed class ResidualStage : NamedModule
{
    private readonly ModuleList<ResidualBlock> _layers;

    public ResidualStage(int from, int to, int stride, int depth, bool folded) : base(nameof(ResidualStage))
    {
        _layers = Part("layers", ModuleList<ResidualBlock>(
            [.. Enumerable.Range(0, depth).Select(i => i == 0 ? new ResidualBlock(from, to, stride, folded) : new ResidualBlock(to, to, 1, folded))]));
    }

    /// <summary>(batch, from, height, width) to (batch, to, height / stride, width / stride).</summary>
    public Tensor forward(Tensor x)
    {
        foreach (var layer in _layers) x = layer.forward(x);
        return x;
    }
}
