using Rag.Encoders.Images.Hybrid;
using Rag.Files.Pictures;

namespace Rag.Encoders.Images.Training;

/// <summary>Random views of pictures as an encoder takes them, for what is taught over an encoder that stays as it is.</summary>
/// <param name="seed">A view follows from it and the view's number.</param>
public sealed class AugmentedViews(HybridEncoder encoder, AugmentationOptions options, int seed)
{
    private readonly Augmentation _augmentation = new(options, encoder.Options.Mean);

    /// <summary>A view of a picture, (3, size, size).</summary>
    /// <param name="number">Of the view.</param>
    public Tensor Of(Picture picture, int number)
    {
        var size = encoder.Options.Size;
        var planes = new float[3 * size * size];
        _augmentation.View(new PicturePyramid(picture), new Random(unchecked((seed * 31) + number)), size, planes);
        return torch.tensor(planes, [3, size, size]);
    }
}
