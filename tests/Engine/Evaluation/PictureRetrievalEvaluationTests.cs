using Microsoft.Extensions.AI;
using Rag.Encoders.Images.Training;
using Rag.Engine;
using Rag.Engine.Evaluation;
using Rag.Files.Pictures;

namespace Rag.Tests.Engine.Evaluation;

public sealed class PictureRetrievalEvaluationTests
{
    private static readonly CaptionedPicture[] _set =
    [
        .. Enumerable.Range(0, 12).Select(i => new CaptionedPicture($"{i}.jpg", "val", [$"{i}", "11"], [$"{i}"])),
    ];

    [Fact]
    public async Task Captions_that_lie_where_their_picture_lies_find_it()
    {
        var figures = await Run(picture => picture.ChineseCaptions);
        Assert.Equal((12, 12), (figures.Pictures, figures.Captions));
        Assert.Equal((1, 1, 1), (figures.TextToImage.At1, figures.TextToImage.At5, figures.TextToImage.At10));
        Assert.Equal(1, figures.ImageToText.At1);
    }

    [Fact]
    public async Task Captions_that_name_another_picture_find_that_one()
    {
        var figures = await Run(picture => picture.Captions);
        Assert.Equal(24, figures.Captions);
        Assert.Equal(13.0 / 24, figures.TextToImage.At1); // twelve right ones, and "11" under the eleventh
    }

    [Fact]
    public async Task A_picture_without_captions_in_the_language_is_named() =>
        Assert.Contains("3.jpg", (await Assert.ThrowsAsync<BadInputException>(() => Run(picture => picture.Path == "3.jpg" ? [] : picture.Captions))).Message, StringComparison.Ordinal);

    private static Task<PictureRetrievalFigures> Run(Func<CaptionedPicture, IReadOnlyList<string>> captions) => PictureRetrievalEvaluation.RunAsync(
        _set, Enumerable.Range(0, 12).Select(i => new Picture(1, 1, [(byte)i, 0, 0])), captions,
        new Directions<string>(text => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture)), new Directions<Picture>(picture => picture.Rgb[0]));

    /// <summary>Puts what stands for a number at that hour of a clock.</summary>
    private sealed class Directions<T>(Func<T, int> number) : IEmbeddingGenerator<T, Embedding<float>>
    {
        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<T> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(value => new Embedding<float>(At(number(value))))));

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }

        private static float[] At(int hour) => [(float)Math.Cos(hour * Math.PI / 6), (float)Math.Sin(hour * Math.PI / 6)];
    }
}
