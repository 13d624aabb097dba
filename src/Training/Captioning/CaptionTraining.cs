using Rag.Attention.Inference;
using Rag.Encoders.Training;
using Rag.Engine.Caption;
using Rag.Engine.Caption.Retrieval;

namespace Rag.Training.Captioning;

/// <summary>Teaches a captioner over a picture encoder that stays as it is: to write, with captions of similar pictures before it and without.</summary>
public sealed class CaptionTraining : ITrainingTask, IDisposable
{
    private readonly CaptionTrainingOptions _options;
    private readonly CaptionHoldOut _holdOut;

    /// <param name="decoder">Of the vocabulary of <paramref name="data"/>; it learns in place.</param>
    /// <param name="views">Of the training pictures.</param>
    /// <param name="heldOut">Of the held-out pictures: the first view counts.</param>
    /// <param name="memory">The training pictures, see <see cref="TrainingNeighbours.Remember"/>.</param>
    /// <param name="seed">Of the batches.</param>
    public CaptionTraining(
        CaptionDecoder decoder, CaptionData data, PictureViews views, PictureViews heldOut, CaptionedSet memory, CaptionTrainingOptions options, long seed)
    {
        (Decoder, _options) = (decoder, options);
        var neighbours = new TrainingNeighbours(data, memory, decoder.Options);
        QueryNoise = options.QueryNoise ?? neighbours.FindNoise(views.Embeddings[0], heldOut.Embeddings[0], data.Languages[0].Language);
        var retrieved = data.Languages.ToDictionary(
            language => language.Language, language => views.Embeddings.Select((view, i) => neighbours.Of(view, language.Language, QueryNoise, i + 1)).ToArray());
        Batches = new CaptionBatches(data, views, retrieved, decoder.Options, options, seed);
        Captioner = new Captioner(decoder, data.Lexicon.Vocabulary);
        _holdOut = new CaptionHoldOut(Captioner, [.. data.HeldOut.Take(options.HeldOut)], heldOut, memory, data.Languages);
    }

    internal CaptionDecoder Decoder { get; }

    internal CaptionBatches Batches { get; }

    /// <summary>What is to be shipped.</summary>
    public Captioner Captioner { get; }

    /// <summary>The noise that neighbours were found with, see <see cref="CaptionTrainingOptions.QueryNoise"/>.</summary>
    public double QueryNoise { get; }

    /// <summary>Steps in which every picture comes once.</summary>
    public int StepsOfPass => Batches.InPass;

    /// <inheritdoc />
    public Module Model => Decoder;

    /// <inheritdoc />
    public Tensor Loss(int index, double share) => MixedPrecision.Run(Precision.Fastest, () =>
    {
        using var scope = NewDisposeScope();
        var losses = Batches.Of(index).Select(batch => CaptionLoss.Of(Decoder, batch, _options.Smoothing)).ToArray();
        return losses.Aggregate((one, other) => one + other).MoveToOuterDisposeScope();
    });

    /// <inheritdoc />
    public IReadOnlyDictionary<string, double> Score() => _holdOut.Score();

    /// <summary>Lets the weights go.</summary>
    public void Dispose() => Captioner.Dispose();
}
