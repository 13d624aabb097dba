using Microsoft.Extensions.AI;
using Rag.Encoders.Embeddings;
using Rag.Encoders.Images.Training;
using Rag.Encoders.Training;
using Rag.Files.Pictures;

namespace Rag.Engine.Evaluation;

/// <summary>How well captions find their pictures, and pictures one of their captions.</summary>
public sealed record PictureRetrievalFigures(int Pictures, int Captions, CrossModalRecall TextToImage, CrossModalRecall ImageToText);

/// <summary>Measures a picture encoder beside the text encoder whose space it shares: each caption is a query, its picture the answer.</summary>
public static class PictureRetrievalEvaluation
{
    /// <param name="pictures">The pictures of the set, decoded as they are asked for.</param>
    /// <param name="captions">A picture's captions in the language that is asked in.</param>
    /// <exception cref="BadInputException">There are no pictures, or one has no captions.</exception>
    public static async Task<PictureRetrievalFigures> RunAsync(
        IReadOnlyList<CaptionedPicture> set, IEnumerable<Picture> pictures, Func<CaptionedPicture, IReadOnlyList<string>> captions,
        IEmbeddingGenerator<string, Embedding<float>> textEncoder, IEmbeddingGenerator<Picture, Embedding<float>> pictureEncoder,
        IProgress<EvaluationProgress>? progress = null, CancellationToken cancel = default)
    {
        if (set.Count == 0) throw new BadInputException("the set has no pictures of this split");
        if (set.FirstOrDefault(picture => captions(picture).Count == 0) is { } bare) throw new BadInputException($"{bare.Path} has no caption in this language");
        var asked = set.SelectMany((picture, owner) => captions(picture).Select(text => (text, owner))).ToList();
        var total = set.Count + asked.Count;

        var images = await Embed(pictureEncoder, pictures, EmbeddingBatches.Pictures, before: 0);
        var texts = await Embed(textEncoder, asked.Select(caption => caption.text), EmbeddingBatches.Texts, before: set.Count);
        return new PictureRetrievalFigures(
            set.Count, asked.Count,
            CrossModalRecall.Of(texts, images, (caption, picture) => asked[caption].owner == picture),
            CrossModalRecall.Of(images, texts, (picture, caption) => asked[caption].owner == picture));

        async Task<float[][]> Embed<T>(IEmbeddingGenerator<T, Embedding<float>> encoder, IEnumerable<T> inputs, int batch, int before)
        {
            var vectors = await encoder.EmbedAsync(inputs, batch, done => progress?.Report(new EvaluationProgress(before + done, total)), cancel);
            return [.. vectors.Select(vector => vector.ToArray())];
        }
    }
}
