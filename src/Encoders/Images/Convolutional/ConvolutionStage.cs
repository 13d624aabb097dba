using Rag.Attention;

namespace Rag.Encoders.Images.Convolutional;

/// <summary>Halves the picture's sides, then thinks about it in residual blocks.</summary>
internal sealed class ConvolutionStage : NamedModule
{
    private readonly NormedConvolution _halve;
    private readonly ModuleList<ResidualBlock> _blocks;

    public ConvolutionStage(int from, int to, int blocks) : base(nameof(ConvolutionStage))
    {
        _halve = Part("halve", new NormedConvolution(from, to, stride: 2));
        _blocks = Part("blocks", ModuleList<ResidualBlock>([.. Enumerable.Range(0, blocks).Select(_ => new ResidualBlock(to))]));
    }

    /// <summary>(batch, from, height, width) to (batch, to, height / 2, width / 2).</summary>
    public Tensor forward(Tensor x)
    {
        x = functional.relu(_halve.forward(x));
        foreach (var block in _blocks) x = block.forward(x);
        return x;
    }
}
