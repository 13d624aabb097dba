using Rag.Encoders.Images.Hybrid;

namespace Rag.Engine.Caption;

/// <summary>Pictures as a captioner sees them: the patches of each, and by what its neighbours are found.</summary>
public static class SeenPictures
{
    /// <param name="views">(pictures, views, 3, height, width), the plain one first; see <see cref="HybridEncoder.Views"/>.</param>
    /// <returns>The mean of the views' embeddings, (pictures, dimension), of length 1; the patches of the first view, (pictures, cells, width). Both in float32.</returns>
    public static PictureStates Of(HybridEncoder encoder, Tensor views)
    {
        using var scope = NewDisposeScope();
        var (pictures, each) = (views.shape[0], views.shape[1]);
        var states = encoder.States(views.flatten(0, 1));
        var embeddings = states.Embeddings.to_type(float32).view(pictures, each, -1).mean([1]); // (pictures, dimension)
        var patches = states.Patches.view(pictures, each, states.Patches.shape[1], -1).select(1, 0); // (pictures, cells, width)
        return new PictureStates(
            functional.normalize(embeddings, dim: -1).MoveToOuterDisposeScope(), patches.to_type(float32).contiguous().MoveToOuterDisposeScope());
    }
}
