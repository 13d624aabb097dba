using Rag.Attention;

namespace Rag.Encoders.Images.Hybrid;

/// <summary>
/// A convolution without bias, then batch normalization on its stored statistics. The two are one convolution, norm(kernel * x) =
/// (gain kernel) * x + offset, which is what is computed, while training too. Folded, only that one is kept.
/// </summary>
internal sealed class NormedConvolution : NamedModule
{
    private readonly Conv2d _convolution;
    private readonly StoredNorm? _norm;

    public NormedConvolution(int from, int to, int kernel, int stride, bool folded) : base(nameof(NormedConvolution))
    {
        _convolution = Part("convolution", Convolution(from, to, kernel, stride, hasBias: folded));
        if (!folded) _norm = Part("normalization", new StoredNorm(to));
    }

    /// <summary>(batch, from, height, width) to (batch, to, height / stride, width / stride), in the type of <paramref name="x"/>.</summary>
    public Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var (kernel, offset) = Folded();
        return functional.conv2d(x, kernel.to_type(x.dtype), offset.to_type(x.dtype), _convolution.stride, _convolution.padding).MoveToOuterDisposeScope();
    }

    /// <summary>Takes over what another, that is not folded, computes.</summary>
    public void Fold(NormedConvolution other)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var (kernel, offset) = other.Folded();
        _convolution.weight!.copy_(kernel);
        _convolution.bias!.copy_(offset);
    }

    private (Tensor Kernel, Tensor Offset) Folded()
    {
        if (_norm is null) return (_convolution.weight!, _convolution.bias!);
        var (gain, offset) = _norm.Affine(); // (to)
        return (_convolution.weight! * gain.view(-1, 1, 1, 1), offset); // (to, from, kernel, kernel)
    }
}
