namespace Rag.Attention.Positions;

/// <summary>Adds sines and cosines of falling frequency (Vaswani et al. 2017).</summary>
public sealed record SinusoidalPosition(PositionedSide Side = PositionedSide.Both) : Position(Side)
{
    /// <summary>
    /// table[p, 2m] = sin(p 10000^(-2m/width)), table[p, 2m+1] = cos(...): (tokens, width), positions from
    /// <paramref name="start"/> on.
    /// </summary>
    /// <exception cref="ArgumentException">The width is odd.</exception>
    public static Tensor Table(long tokens, long width, long start = 0)
    {
        if (width % 2 != 0)
            throw new ArgumentException($"Sinusoidal positions pair sines and cosines; a width of {width} is odd.", nameof(width));
        var angles = RotaryPosition.Angles(start, tokens, width / 2, 10000); // (tokens, width/2)
        return torch.stack([angles.sin(), angles.cos()], -1).reshape(tokens, width);
    }

    internal override string? Refusal(AttentionOptions options) =>
        options.HeadWidth % 2 != 0 ? $"Sinusoidal positions pair sines and cosines; a head of {options.HeadWidth} is odd." : null;

    internal override Tensor Place(Tensor vectors, long start, bool isKey, Tensor? learned) =>
        vectors + Table(vectors.shape[^2], vectors.shape[^1], start);
}
