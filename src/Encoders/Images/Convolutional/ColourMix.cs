namespace Rag.Encoders.Images.Convolutional;

/// <summary>A linear map of colours from bytes to normalized numbers: each channel out = offset + weights . (r, g, b).</summary>
internal readonly record struct ColourMix(Colour Red, Colour Green, Colour Blue)
{
    private const double Grey = 0.45; // the mean brightness that contrast stretches around
    private const double Deviation = 0.27;
    private static readonly double[] _mean = [0.46, 0.45, 0.42];

    /// <summary>Only normalized: less the mean of photographs, by their deviation.</summary>
    public static ColourMix Plain { get; } = Of(1, 1, 1, 1, 1, 1);

    /// <summary>Brightness, contrast and saturation are factors, as are the gains of red, green and blue.</summary>
    public static ColourMix Of(double brightness, double contrast, double saturation, double red, double green, double blue)
    {
        return new ColourMix(Channel(0, red), Channel(1, green), Channel(2, blue));

        Colour Channel(int channel, double gain)
        {
            // gain * (contrast * (brightness * (saturation * c + (1 - saturation) * luminance) - grey) + grey), then normalized
            var scale = gain * contrast * brightness / Deviation / 255;
            double Weight(int from, double luminance) => scale * (((1 - saturation) * luminance) + (from == channel ? saturation : 0));
            var offset = ((gain * Grey * (1 - contrast)) - _mean[channel]) / Deviation;
            return new Colour((float)offset, (float)Weight(0, 0.299), (float)Weight(1, 0.587), (float)Weight(2, 0.114));
        }
    }
}

/// <summary>Offset and weights of one channel.</summary>
internal readonly record struct Colour(float Offset, float R, float G, float B)
{
    public float Of(float r, float g, float b) => Offset + (R * r) + (G * g) + (B * b);
}
