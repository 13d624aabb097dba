using Rag.Attention.Inference;
using Rag.Encoders.Audio.Aligner;
using Rag.Encoders.Training;

namespace Rag.Training.Aligning;

/// <summary>Teaches an aligner where words begin and end, from recordings with known times and from transcripts alone.</summary>
public sealed class AlignTraining : ITrainingTask, IDisposable
{
    private readonly LearningAligner _learning;
    private readonly AlignData _data;
    private readonly AlignTrainingOptions _options;
    private readonly AlignBatches _batches;
    private readonly Hearing _hearing;
    private readonly AlignHoldOut _holdOut;
    private readonly long _seed;

    /// <param name="aligner">It learns in place.</param>
    /// <param name="seed">Of what the steps hear, and how.</param>
    public AlignTraining(AlignerModel aligner, AlignData data, AlignTrainingOptions options, long seed)
    {
        (_data, _options, _seed) = (data, options, seed);
        _learning = new LearningAligner(aligner, data.PhoneSets);
        _batches = new AlignBatches(data.Sources, data.Training, options, seed);
        _hearing = new Hearing(options.Augmentation);
        _holdOut = new AlignHoldOut(aligner, data);
    }

    /// <summary>What is to be shipped.</summary>
    public AlignerModel Aligner => _learning.Aligner;

    /// <inheritdoc />
    public Module Model => _learning;

    /// <inheritdoc />
    public Tensor Loss(int index, double share)
    {
        using var scope = NewDisposeScope();
        var batch = AlignBatch.Of(Aligner, Hear(index), _data.Sources);
        var audio = MixedPrecision.Run(Precision.Fastest, () => Aligner.Audio.forward(batch.Features, batch.Mask));
        var loss = new AlignLoss(_options, RandomOf(index, -1)).Of(Aligner, batch, audio);
        if (_options.PhoneWeight > 0 && _learning.PhoneLoss(batch, audio.States) is { } phones) loss += phones * _options.PhoneWeight;
        return loss.MoveToOuterDisposeScope();
    }

    /// <inheritdoc />
    public IReadOnlyDictionary<string, double> Score() => _holdOut.Score();

    /// <summary>Lets the weights go.</summary>
    public void Dispose() => _learning.Dispose();

    /// <summary>The recordings of a step as they are heard in it.</summary>
    internal IReadOnlyList<AlignExample> Hear(int step)
    {
        var recordings = _batches.Of(step);
        var examples = new AlignExample[recordings.Count];
        Parallel.For(0, recordings.Count, i => examples[i] = _hearing.Of(recordings[i], RandomOf(step, i)));
        return examples;
    }

    private Random RandomOf(int step, int use) => new(unchecked((((((int)_seed * 1_000_003) + step) * 1009) + use) * 31));
}
