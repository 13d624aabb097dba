namespace Rag.Attention.Positions;

/// <summary>
/// Turns each pair (m, m + d/2) of a vector by position * base^(-2m/d), so that scores know the distance alone
/// (Su et al., "RoFormer", 2021; halves paired as GPT-NeoX does).
/// </summary>
public sealed record RotaryPosition(double Base = 10000, PositionedSide Side = PositionedSide.Both) : Position(Side)
{
    internal override string? Refusal(AttentionOptions options) =>
        options.HeadWidth % 2 != 0 ? $"Rotary positions turn pairs of numbers; a head of {options.HeadWidth} is odd." :
        !(Base > 1) || !double.IsFinite(Base) ? $"The base of rotary positions is above 1, not {Base}." : null;

    internal override Tensor Place(Tensor vectors, long start, bool isKey, Tensor? learned)
    {
        var (tokens, half) = (vectors.shape[^2], vectors.shape[^1] / 2);
        var angles = Angles(start, tokens, half, Base); // (tokens, d/2)
        var (cos, sin) = (angles.cos(), angles.sin());
        var (first, second) = (vectors.narrow(-1, 0, half), vectors.narrow(-1, half, half));
        return torch.cat([first * cos - second * sin, second * cos + first * sin], -1);
    }

    /// <summary>position * base^(-m / half), reduced to one turn in double precision so that late positions stay exact.</summary>
    internal static Tensor Angles(long start, long tokens, long half, double @base)
    {
        var angles = new float[tokens * half];
        for (var m = 0; m < half; m++)
        {
            var speed = Math.Pow(@base, -(double)m / half);
            for (var t = 0; t < tokens; t++) angles[t * half + m] = (float)Math.IEEERemainder((start + t) * speed, Math.Tau);
        }
        return torch.tensor(angles, [tokens, half]);
    }
}
