using Rag.Attention;
using TorchSharp.Utils;

namespace Rag.Encoders.Images.Hybrid;

/// <summary>Batch normalization (Ioffe, Szegedy, 2015) by the statistics it was given: a gain and an offset for each channel.</summary>
internal sealed class StoredNorm : NamedModule
{
    private const float Epsilon = 1e-5f;

    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;
    [ComponentName(Name = "bias")]
    private readonly Parameter _bias;
    [ComponentName(Name = "running_mean")]
    private readonly Tensor _mean;
    [ComponentName(Name = "running_var")]
    private readonly Tensor _variance;

    public StoredNorm(int channels) : base(nameof(StoredNorm))
    {
        _weight = Learned("weight", torch.ones(channels));
        _bias = Learned("bias", torch.zeros(channels));
        _mean = Constant("running_mean", torch.zeros(channels));
        _variance = Constant("running_var", torch.ones(channels));
    }

    /// <summary>norm(x) = gain x + offset, with gain = w / sigma and offset = b - gain mu: (channels) each.</summary>
    public (Tensor Gain, Tensor Offset) Affine()
    {
        using var epsilon = torch.tensor(Epsilon); // a number would leave an object to the finalizer, convolution by convolution
        var gain = _weight * torch.rsqrt(_variance + epsilon);
        return (gain, _bias - (gain * _mean));
    }
}
