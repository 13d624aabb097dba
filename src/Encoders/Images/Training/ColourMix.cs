namespace Rag.Encoders.Images.Training;

/// <summary>A linear map of colours from bytes to what the net sees: each channel out = offset + weights . (r, g, b).</summary>
internal readonly record struct ColourMix(Colour Red, Colour Green, Colour Blue)
{
    private const double Grey = 0.45 * 255; // the mean brightness that contrast stretches around

    /// <param name="mean">Is taken from red, green and blue at last.</param>
    /// <param name="brightness">A factor, as are contrast and saturation, and the gains of red, green and blue.</param>
    public static ColourMix Of(
        IReadOnlyList<float> mean, double brightness = 1, double contrast = 1, double saturation = 1, double red = 1, double green = 1, double blue = 1)
    {
        return new ColourMix(Channel(0, red), Channel(1, green), Channel(2, blue));

        Colour Channel(int channel, double gain)
        {
            // gain * (contrast * (brightness * (saturation * c + (1 - saturation) * luminance) - grey) + grey) - mean
            var scale = gain * contrast * brightness;
            double Weight(int from, double luminance) => scale * (((1 - saturation) * luminance) + (from == channel ? saturation : 0));
            var offset = (gain * Grey * (1 - contrast)) - mean[channel];
            return new Colour((float)offset, (float)Weight(0, 0.299), (float)Weight(1, 0.587), (float)Weight(2, 0.114));
        }
    }
}

/// <summary>Offset and weights of one channel.</summary>
internal readonly record struct Colour(float Offset, float R, float G, float B)
{
    public float Of(float r, float g, float b) => Offset + (R * r) + (G * g) + (B * b);
}
