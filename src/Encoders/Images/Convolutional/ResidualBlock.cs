using Rag.Attention;

namespace Rag.Encoders.Images.Convolutional;

/// <summary>relu(x + second(relu(first(x)))) (He et al., 2016); begins as the identity of what a relu left.</summary>
internal sealed class ResidualBlock : NamedModule
{
    private readonly NormedConvolution _first, _second;

    public ResidualBlock(int channels) : base(nameof(ResidualBlock))
    {
        _first = Part("first", new NormedConvolution(channels, channels));
        _second = Part("second", new NormedConvolution(channels, channels));
        _second.Silence();
    }

    /// <summary>(batch, channels, height, width) to the same.</summary>
    public Tensor forward(Tensor x) => functional.relu(x + _second.forward(functional.relu(_first.forward(x))));
}
