using Microsoft.Extensions.AI;
using Rag.Encoders.Checkpoints;

namespace Rag.Encoders.Images.Convolutional;

/// <summary>
/// Embeds pictures by our own encoder: the mean of the whole picture's embedding and its mirror image's, of length 1, where the
/// text encoder puts what could be said of it.
/// </summary>
public sealed class PictureEmbedder : IEmbeddingGenerator<Picture, Embedding<float>>
{
    private const int Batch = 32;

    private readonly PictureEncoder _encoder;
    private readonly EmbeddingGeneratorMetadata _metadata;

    private PictureEmbedder(PictureEncoder encoder, string name) =>
        (_encoder, _metadata) = (encoder, new EmbeddingGeneratorMetadata("rag", defaultModelId: name, defaultModelDimensions: encoder.Options.Dimension));

    /// <summary>Where the encoder that comes with the program lies.</summary>
    public static string ShippedFolder => Path.Combine(AppContext.BaseDirectory, "models", "picture");

    /// <summary>Numbers of an embedding.</summary>
    public int Dimension => _encoder.Options.Dimension;

    /// <summary>Opens the encoder of a folder; without one, that which comes with the program.</summary>
    /// <exception cref="CheckpointException">The folder holds no such encoder, or is damaged.</exception>
    public static PictureEmbedder Open(string? folder = null)
    {
        using var opened = ModelFolder.Open(folder ?? ShippedFolder);
        return new PictureEmbedder(PictureEncoder.Open(opened), Path.GetFileName(Path.TrimEndingDirectorySeparator(opened.Path)));
    }

    /// <summary>Embeds pictures, in their order: each <see cref="Dimension"/> numbers of length 1.</summary>
    public IEnumerable<float[]> Embed(IEnumerable<Picture> pictures, CancellationToken cancel = default)
    {
        foreach (var chunk in pictures.Chunk(Batch))
        {
            cancel.ThrowIfCancellationRequested();
            foreach (var embedding in EmbedBatch(chunk)) yield return embedding;
        }
    }

    /// <inheritdoc />
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<Picture> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (options?.Dimensions is { } wanted && wanted != Dimension)
            throw new NotSupportedException($"This encoder's embeddings have {Dimension} numbers, not {wanted}.");
        return Task.Run(
            () => new GeneratedEmbeddings<Embedding<float>>(
                Embed(values, cancellationToken).Select(vector => new Embedding<float>(vector) { ModelId = _metadata.DefaultModelId })),
            cancellationToken);
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is not null
        ? null
        : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata : serviceType.IsInstanceOfType(this) ? this : null;

    /// <summary>Lets go of the weights.</summary>
    public void Dispose() => _encoder.Dispose();

    private float[][] EmbedBatch(Picture[] pictures)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var pyramids = pictures.Select(picture => new PicturePyramid(picture)).ToArray();
        var plain = _encoder.forward(PictureBatch.Whole(pyramids, _encoder.Options.Size, mirrored: false)); // (pictures, dimension)
        var mirrored = _encoder.forward(PictureBatch.Whole(pyramids, _encoder.Options.Size, mirrored: true));
        var numbers = functional.normalize(plain + mirrored, dim: -1).data<float>().ToArray();
        return [.. numbers.Chunk(Dimension)];
    }
}
