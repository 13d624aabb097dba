using Rag.Attention.Inference;
using Rag.Encoders.Audio.Aligner;
using Rag.Engine.Align;
using Rag.Engine.Align.Lattice;
using Rag.Engine.Evaluation;

namespace Rag.Training.Aligning;

/// <summary>Finds the words of recordings that are not learned from, by the posterior medians of their boundaries.</summary>
internal sealed class AlignHoldOut(AlignerModel model, AlignData data)
{
    private const int Batch = 12;

    private readonly Hearing _plain = new(AugmentationOptions.None);
    private readonly Dictionary<AlignRecording, AlignExample> _heard = [];

    /// <summary>Median error and share within 50 ms of each set's starts and ends.</summary>
    public Dictionary<string, double> Score()
    {
        using var off = no_grad();
        var scores = new Dictionary<string, double>();
        foreach (var set in data.Scored.GroupBy(recording => recording.Set).OrderBy(set => set.Key))
        {
            var figures = BoundaryErrors.Of(set.OrderBy(recording => recording.Samples.Length).Chunk(Batch).SelectMany(Errors));
            scores[$"{data.Sources[set.Key].Name} median ms"] = figures.Median;
            scores[$"{data.Sources[set.Key].Name} within 50 ms"] = figures.Within50;
        }
        return scores;
    }

    /// <summary>Found less true times, in seconds, of all starts and ends.</summary>
    private List<double> Errors(AlignRecording[] recordings)
    {
        using var scope = NewDisposeScope();
        var batch = AlignBatch.Of(model, [.. recordings.Select(Heard)], data.Sources);
        var scores = model.Scores(model.Audio.forward(batch.Features, batch.Mask), model.Text.forward(batch.Texts));
        var errors = new List<double>();
        for (var i = 0; i < recordings.Length; i++)
        {
            var (frames, units) = (batch.Examples[i].Frames, batch.Texts[i].Units.Count);
            var posteriors = ForwardBackward.Run(batch.Lattices[i].Lattice, new LatticeScores(
                frames, Part(scores.Columns, 1 + (2 * batch.Texts[i].Letters.Count)), Part(scores.Starts, units), Part(scores.Ends, units)));
            foreach (var (unit, (start, end)) in recordings[i].Times!.Index())
            {
                errors.Add(Median(posteriors.Starts, unit, 0) - start);
                errors.Add(Median(posteriors.Ends, unit, posteriors.AtEnd[unit]) - end);
            }

            ReadOnlyMemory<float> Part(Tensor x, int width) => x.select(0, i).narrow(0, 0, frames).narrow(1, 0, width).contiguous().Floats();

            // A recording too short for its letters has no path: all its words are at 0.
            double Median(float[] boundaries, int unit, double atEnd) =>
                (PosteriorMedian.Of([.. Enumerable.Range(0, frames).Select(t => (double)boundaries[(t * units) + unit]), atEnd]) ?? 0) * AlignExample.FrameSeconds;
        }
        return errors;
    }

    private AlignExample Heard(AlignRecording recording)
    {
        if (!_heard.TryGetValue(recording, out var heard)) _heard[recording] = heard = _plain.Of(recording, new Random(0));
        return heard;
    }
}
