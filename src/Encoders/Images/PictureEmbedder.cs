using Rag.Attention.Inference;
using Rag.Encoders.Embeddings;
using Rag.Files.Pictures;

namespace Rag.Encoders.Images;

/// <summary>One vector of length one for each picture. However large pictures are, one of them is in memory if they come one by one.</summary>
/// <param name="encoder">Is disposed with this.</param>
/// <param name="name">Of the model.</param>
public sealed class PictureEmbedder(IPictureEncoder encoder, string name) : Embedder<Picture>(name, encoder.Dimension)
{
    private const int Batch = 32;

    /// <summary>Embeds pictures, in their order; they are taken as they are needed.</summary>
    public IEnumerable<float[]> Embed(IEnumerable<Picture> pictures, CancellationToken cancellation = default)
    {
        foreach (var batch in pictures.Select(encoder.Views).Chunk(Batch))
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var embedding in EmbedBatch(batch)) yield return embedding;
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => encoder.Dispose();

    /// <inheritdoc/>
    protected override IEnumerable<float[]> EmbedAll(IEnumerable<Picture> inputs, CancellationToken cancellation) => Embed(inputs, cancellation);

    private float[][] EmbedBatch(Tensor[] views) => Infer<float[][]>(() =>
    {
        var numbers = encoder.EmbedViews(torch.stack(views)).Floats(); // (pictures, dimension)
        foreach (var view in views) view.Dispose();
        return [.. numbers.Chunk(Dimension)];
    });
}
