using Rag.Attention;

namespace Rag.Encoders.Images.Convolutional;

/// <summary>A 3 x 3 convolution without bias, then batch normalization. For inference the two become one convolution.</summary>
internal sealed class NormedConvolution : NamedModule
{
    private readonly Conv2d _kernel;
    private readonly BatchNorm2d _norm;
    private (Tensor Weight, Tensor Bias)? _folded;

    public NormedConvolution(int from, int to, int stride = 1) : base(nameof(NormedConvolution))
    {
        _kernel = Part("kernel", Conv2d(from, to, 3, stride: stride, padding: 1, bias: false));
        _norm = Part("norm", BatchNorm2d(to));
        init.kaiming_normal_(_kernel.weight, mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.ReLU);
    }

    /// <summary>Makes a residual block begin as the identity.</summary>
    public void Silence()
    {
        using var off = no_grad();
        _norm.weight!.zero_();
    }

    /// <summary>
    /// norm(kernel * x) = (w / sigma * kernel) * x + (b - w mu / sigma), with the running mean mu and deviation sigma. Holds
    /// until the weights change.
    /// </summary>
    public void Fold()
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var gain = _norm.weight! / torch.sqrt(_norm.running_var! + _norm.eps); // (to)
        var weight = _kernel.weight * gain.view(-1, 1, 1, 1);
        var bias = _norm.bias! - (_norm.running_mean! * gain);
        _folded = (weight.DetachFromDisposeScope(), bias.DetachFromDisposeScope());
    }

    /// <summary>(batch, from, height, width) to (batch, to, height / stride, width / stride).</summary>
    public Tensor forward(Tensor x) => _folded is { } folded && !training
        ? functional.conv2d(x, folded.Weight, folded.Bias, _kernel.stride, _kernel.padding)
        : _norm.call(_kernel.call(x));

    protected override void Dispose(bool disposing)
    {
        if (disposing && _folded is { } folded)
        {
            folded.Weight.Dispose();
            folded.Bias.Dispose();
        }
        base.Dispose(disposing);
    }
}
