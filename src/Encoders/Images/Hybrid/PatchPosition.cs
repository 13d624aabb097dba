using Rag.Attention;
using Rag.Attention.Inference;

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
    public Tensor forward(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        var code = torch.tensor(Code(rows, columns), [rows * columns, 4 * Octaves]);
        return _mix.Run(code.to_type(_mix.weight!.dtype)).MoveToOuterDisposeScope();
    }

    private static float[] Code(int rows, int columns)
    {
        var code = new float[rows * columns * 4 * Octaves];
        for (var i = 0; i < code.Length; i++)
        {
            var (patch, number) = Math.DivRem(i, 4 * Octaves);
            var (row, column) = Math.DivRem(patch, columns);
            var place = number < 2 * Octaves ? (row + 0.5) / rows : (column + 0.5) / columns;
            var angle = Math.PI * (1 << (number % Octaves)) * place;
            code[i] = (float)(number / Octaves % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle));
        }
        return code;
    }
}
