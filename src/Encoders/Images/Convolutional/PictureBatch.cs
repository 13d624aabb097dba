namespace Rag.Encoders.Images.Convolutional;

/// <summary>Pictures as the encoder takes them.</summary>
internal static class PictureBatch
{
    /// <summary>Whole pictures, squeezed to squares: (pictures, 3, size, size), normalized.</summary>
    public static Tensor Whole(IReadOnlyList<PicturePyramid> pyramids, int size, bool mirrored = false)
    {
        var each = 3 * size * size;
        var planes = new float[pyramids.Count * each];
        for (var i = 0; i < pyramids.Count; i++)
            Sampling.Take(pyramids[i], Placement.Whole(pyramids[i].Size, mirrored), ColourMix.Plain, size, planes.AsSpan(i * each, each));
        return torch.tensor(planes, [pyramids.Count, 3, size, size]);
    }
}
