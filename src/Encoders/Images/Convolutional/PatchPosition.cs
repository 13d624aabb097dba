using Rag.Attention;

namespace Rag.Encoders.Images.Convolutional;

/// <summary>
/// Where a patch lies: sines and cosines of its place, which runs from 0 to 1 whatever the picture's size, through a learned
/// matrix that begins at zero.
/// </summary>
internal sealed class PatchPosition : NamedModule
{
    private const double LowestOctave = 0, HighestOctave = 5; // half a wave to sixteen across the picture

    private readonly int _frequencies;
    private readonly Linear _mix;

    public PatchPosition(int width) : base(nameof(PatchPosition))
    {
        _frequencies = Math.Max(1, width / 4);
        _mix = Part("mix", Linear(4L * _frequencies, width));
        init.zeros_(_mix.weight);
        init.zeros_(_mix.bias!);
    }

    /// <returns>(rows * columns, width), row by row.</returns>
    public Tensor forward(long rows, long columns)
    {
        var octaves = torch.linspace(LowestOctave, HighestOctave, _frequencies);
        var frequencies = Math.PI * torch.exp(octaves * Math.Log(2)); // (frequencies)
        var y = Waves(rows).unsqueeze(1).expand(rows, columns, 2L * _frequencies);
        var x = Waves(columns).unsqueeze(0).expand(rows, columns, 2L * _frequencies);
        return _mix.call(torch.cat([y, x], -1).view(rows * columns, 4L * _frequencies));

        Tensor Waves(long count)
        {
            var places = (torch.arange(count).to_type(float32) + 0.5) / count;
            var angles = places.unsqueeze(1) * frequencies; // (count, frequencies)
            return torch.cat([torch.sin(angles), torch.cos(angles)], -1);
        }
    }
}
