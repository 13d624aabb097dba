using Rag.Attention;

namespace Rag.Encoders.Images.Hybrid;

/// <summary>
/// Where a patch lies: sines and cosines of its place, which runs from 0 to 1 whatever the picture's size, through a learned
/// matrix that begins at zero.
/// </summary>
internal sealed class PatchPosition : NamedModule
{
    private const int Octaves = 6; // half a wave to sixteen across the picture

    private readonly Linear _mix;

    public PatchPosition(int width) : base(nameof(PatchPosition))
    {
        _mix = Part("mix", Linear(4 * Octaves, width));
        init.zeros_(_mix.weight);
        init.zeros_(_mix.bias!);
    }

    /// <returns>(rows * columns, width), row by row.</returns>
    public Tensor forward(long rows, long columns)
    {
        using var scope = NewDisposeScope();
        var frequencies = Math.PI * torch.pow(2, torch.arange(Octaves).to_type(float32)); // (octaves)
        var y = Waves(rows).unsqueeze(1).expand(rows, columns, 2L * Octaves);
        var x = Waves(columns).unsqueeze(0).expand(rows, columns, 2L * Octaves);
        var code = torch.cat([y, x], -1).view(rows * columns, 4L * Octaves);
        return _mix.call(code.to_type(_mix.weight!.dtype)).MoveToOuterDisposeScope();

        Tensor Waves(long count)
        {
            var places = (torch.arange(count).to_type(float32) + 0.5) / count;
            var angles = places.unsqueeze(1) * frequencies; // (count, octaves)
            return torch.cat([torch.sin(angles), torch.cos(angles)], -1);
        }
    }
}
