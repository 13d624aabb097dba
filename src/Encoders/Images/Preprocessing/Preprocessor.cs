using Rag.Files.Pictures;

namespace Rag.Encoders.Images.Preprocessing;

/// <summary>Makes a model's input of a picture: resized, cropped, scaled and normalised; transparency is disregarded.</summary>
public sealed class Preprocessor(PreprocessorOptions options)
{
    /// <summary>The input of one picture, (3, height, width), red, green and blue plane.</summary>
    public Tensor Apply(Picture picture)
    {
        picture = Resize(picture);
        if (options.Crop is { } crop) picture = picture.CropCentre(crop.Width, crop.Height);
        var area = picture.Width * picture.Height;
        var planes = new float[3 * area];
        for (var channel = 0; channel < 3; channel++)
        {
            var (mean, deviation) = (options.Mean[channel], options.Deviation[channel]);
            for (var i = 0; i < area; i++) planes[channel * area + i] = (picture.Rgb[3 * i + channel] * options.Scale - mean) / deviation;
        }
        return torch.tensor(planes, [3, picture.Height, picture.Width]);
    }

    private Picture Resize(Picture picture)
    {
        if (options.Size is { } size) return picture.Resize(size.Width, size.Height, options.Filter);
        if (options.ShortestEdge is not { } edge) return picture;
        var (width, height) = (picture.Width, picture.Height);
        return width <= height
            ? picture.Resize(edge, (int)((long)edge * height / width), options.Filter)
            : picture.Resize((int)((long)edge * width / height), edge, options.Filter);
    }
}
