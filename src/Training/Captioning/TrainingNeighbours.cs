using Rag.Attention.Inference;
using Rag.Encoders.Images.Training;
using Rag.Engine.Caption;
using Rag.Engine.Caption.Retrieval;

namespace Rag.Training.Captioning;

/// <summary>
/// The captions that are retrieved for training pictures, never a picture's own. Their embeddings are noised before: what an encoder has been
/// trained on it knows too well, and a decoder would learn to trust its memory more than it may.
/// </summary>
public sealed class TrainingNeighbours
{
    private const int Sampled = 400; // pictures of each part, to find the noise by
    private static readonly double[] _noises = [0, 0.5, 0.75, 1, 1.25, 1.5, 2, 2.5, 3];

    private readonly CaptionData _data;
    private readonly CaptionedSet _memory;
    private readonly CaptionerOptions _options;

    /// <param name="memory">The training pictures, in the order of <paramref name="data"/>.</param>
    public TrainingNeighbours(CaptionData data, CaptionedSet memory, CaptionerOptions options) => (_data, _memory, _options) = (data, memory, options);

    /// <summary>A set of captioned pictures as memory.</summary>
    /// <param name="embeddings">Of the pictures, (pictures, dimension).</param>
    /// <param name="captions">Means of their captions' embeddings, (pictures, dimension), or null where there are none.</param>
    /// <param name="isTold">Whether a picture's captions are told; null for all.</param>
    public static CaptionedSet Remember(IReadOnlyList<CaptionedPicture> pictures, Tensor embeddings, Tensor? captions, Func<CaptionedPicture, bool>? isTold = null)
    {
        using var scope = NewDisposeScope();
        var seen = embeddings.Floats().Chunk((int)embeddings.shape[1]).ToArray();
        var said = captions is null ? null : functional.normalize(captions - captions.mean([0]), dim: -1).Floats().Chunk(seen[0].Length).ToArray();
        return new CaptionedSet([.. pictures.Select((picture, i) => new RememberedPicture(picture.Path, seen[i], said?[i] ?? [], new Dictionary<CaptionLanguage, IReadOnlyList<string>>
        {
            [CaptionLanguage.En] = isTold?.Invoke(picture) == false ? [] : picture.Captions,
            [CaptionLanguage.Zh] = isTold?.Invoke(picture) == false ? [] : picture.ChineseCaptions,
        }))]);
    }

    /// <summary>The captions retrieved for each training picture.</summary>
    /// <param name="embeddings">Of a view of each, (pictures, dimension).</param>
    /// <param name="noise">See <see cref="CaptionTrainingOptions.QueryNoise"/>.</param>
    /// <param name="seed">Of the noise.</param>
    public RetrievedCaptions[] Of(Tensor embeddings, CaptionLanguage language, double noise, int seed)
    {
        var queries = Noised(embeddings, noise, seed);
        var pools = new RetrievedCaptions[queries.Length];
        Array.Fill(pools, RetrievedCaptions.None);
        Parallel.ForEach(_data.Learned, i => pools[i] = _memory.Nearest(queries[i], language, except: i)?.Retrieve(_data.Lexicon, _options) ?? RetrievedCaptions.None);
        return pools;
    }

    /// <summary>The noise with which training pictures' own captions agree with what is retrieved as much as those of held-out pictures without noise.</summary>
    /// <param name="training">(training pictures, dimension)</param>
    /// <param name="heldOut">(held-out pictures, dimension)</param>
    public double FindNoise(Tensor training, Tensor heldOut, CaptionLanguage language)
    {
        using var scope = NewDisposeScope();
        var wanted = Agreement(heldOut, _data.HeldOut, language, 0, isTraining: false);
        return _noises.MinBy(noise => Math.Abs(Agreement(training, _data.Training, language, noise, isTraining: true) - wanted));
    }

    private double Agreement(Tensor embeddings, IReadOnlyList<CaptionedPicture> pictures, CaptionLanguage language, double noise, bool isTraining)
    {
        var count = Math.Min(Sampled, pictures.Count);
        var queries = Noised(embeddings.narrow(0, 0, count), noise, 0);
        var agreements = new double[count];
        var space = _memory.NGrams(language);
        Parallel.For(0, count, i =>
        {
            if (_memory.Nearest(queries[i], language, isTraining ? i : null) is { } pool)
                agreements[i] = CaptionData.Of(pictures[i], language).Average(caption => pool.Agreement(space.Of(CaptionWords.Of(caption))));
        });
        return agreements.Average();
    }

    private static float[][] Noised(Tensor embeddings, double noise, int seed)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed, CPU);
        var width = embeddings.shape[1];
        var drawn = torch.randn(embeddings.shape, generator: generator) * (noise / Math.Sqrt(width));
        return [.. functional.normalize(embeddings + drawn, dim: -1).Floats().Chunk((int)width)];
    }
}
