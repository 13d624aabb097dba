namespace Rag.Encoders.Images.Training;

/// <summary>How much a training picture may be changed.</summary>
public sealed record AugmentationOptions
{
    /// <summary>The smallest crop, as a share of the picture's area.</summary>
    public double LeastArea { get; init; } = 0.5;

    /// <summary>The crop's width by its height is at most this, and at least its inverse.</summary>
    public double MostAspect { get; init; } = 4.0 / 3;

    /// <summary>Probability of a mirror image.</summary>
    public double Mirror { get; init; } = 0.5;

    /// <summary>Probability of a rotation.</summary>
    public double Rotate { get; init; } = 0.5;

    /// <summary>Radians, either way.</summary>
    public double MostRotation { get; init; } = 0.12;

    /// <summary>Brightness, contrast and saturation change by up to this share.</summary>
    public double Colour { get; init; } = 0.3;

    /// <summary>Each channel's gain changes by up to this share.</summary>
    public double Gain { get; init; } = 0.08;

    /// <summary>Probability of losing all colour.</summary>
    public double Grey { get; init; } = 0.1;
}

/// <summary>Random views of pictures: one affine map, one mixing of colours.</summary>
/// <param name="mean">Is taken from red, green and blue.</param>
internal sealed class Augmentation(AugmentationOptions options, IReadOnlyList<float> mean)
{
    /// <summary>Writes a view of <paramref name="pyramid"/>, as 3 planes of size x size.</summary>
    public void View(PicturePyramid pyramid, Random random, int size, Span<float> planes) =>
        Sampling.Take(pyramid, Place(pyramid.Size, random), Mix(random), size, planes);

    private Placement Place((int Width, int Height) size, Random random)
    {
        var area = options.LeastArea + ((1 - options.LeastArea) * random.NextDouble());
        var aspect = Math.Exp(Within(random, Math.Log(options.MostAspect)));
        var (width, height) = (Math.Min(1, Math.Sqrt(area * aspect)), Math.Min(1, Math.Sqrt(area / aspect)));
        var angle = random.NextDouble() < options.Rotate ? Within(random, options.MostRotation) : 0;
        var mirrored = random.NextDouble() < options.Mirror;
        return Placement.Crop(
            size, (width / 2) + ((1 - width) * random.NextDouble()), (height / 2) + ((1 - height) * random.NextDouble()), width, height, angle, mirrored);
    }

    private ColourMix Mix(Random random)
    {
        var brightness = 1 + Within(random, options.Colour);
        var contrast = 1 + Within(random, options.Colour);
        var saturation = random.NextDouble() < options.Grey ? 0 : 1 + Within(random, options.Colour);
        return ColourMix.Of(
            mean, brightness, contrast, saturation, 1 + Within(random, options.Gain), 1 + Within(random, options.Gain), 1 + Within(random, options.Gain));
    }

    private static double Within(Random random, double most) => most * ((2 * random.NextDouble()) - 1);
}
