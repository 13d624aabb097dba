using Rag.Encoders.Images.Hybrid;

namespace Rag.Encoders.Images.Training;

/// <summary>
/// Where pictures are to land. All captions of a language lie in one direction from the origin, that of their mean, which tells no
/// picture from another: embeddings of pictures have no part in it, and captions are aimed at without theirs. The inner product with a
/// caption as it is, is the same, so that the means are needed by nobody who searches.
/// </summary>
internal sealed class CaptionTargets : IDisposable
{
    /// <param name="captions">(pictures, English captions then Chinese ones, dimension), of length 1.</param>
    /// <param name="english">How many are English; the rest is Chinese.</param>
    public CaptionTargets(Tensor captions, int english)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var chinese = (int)captions.shape[1] - english;
        var first = functional.normalize(captions.narrow(1, 0, english).mean([0, 1]), dim: 0); // (dimension)
        var second = chinese == 0 ? torch.zeros_like(first) : captions.narrow(1, english, chinese).mean([0, 1]);
        second = functional.normalize(second - ((second * first).sum() * first), dim: 0);
        Directions = torch.stack([first, second]).DetachFromDisposeScope();
        var aimed = functional.normalize(HybridEncoder.Beside(captions, Directions), dim: -1);
        English = aimed.narrow(1, 0, english).contiguous().DetachFromDisposeScope();
        Chinese = chinese == 0 ? null : aimed.narrow(1, english, chinese).contiguous().DetachFromDisposeScope();
        Means = functional.normalize(English.mean([1]), dim: -1).DetachFromDisposeScope();
    }

    /// <summary>The directions of the languages' means, orthonormal: (2, dimension).</summary>
    public Tensor Directions { get; }

    /// <summary>(pictures, captions, dimension), of length 1.</summary>
    public Tensor English { get; }

    /// <summary>The same, or null where there are none.</summary>
    public Tensor? Chinese { get; }

    /// <summary>Of each picture's English captions: (pictures, dimension), of length 1.</summary>
    public Tensor Means { get; }

    public void Dispose()
    {
        foreach (var tensor in new[] { Directions, English, Chinese, Means }) tensor?.Dispose();
    }
}
