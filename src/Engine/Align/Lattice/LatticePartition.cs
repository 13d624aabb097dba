using Rag.Attention.Inference;
using Rag.Encoders.Audio.Aligner;

namespace Rag.Engine.Align.Lattice;

/// <summary>A recording of a batch: what may follow what in it, how long it is, and where its times are known.</summary>
public sealed record LatticeProblem(AlignmentLattice Lattice, int Frames, FrameSpans? Allowed = null);

/// <summary>Log partitions as tensors that training can follow back: their gradients are the posteriors, which come with the sum itself.</summary>
public static class LatticePartition
{
    /// <summary>
    /// log Z of each recording, (batch), float32; negative infinity, without gradient, where no path is allowed. The recordings are shared
    /// out over the processors.
    /// </summary>
    /// <param name="scores">Padded to the longest recording and transcript; what lies behind a recording's own is not read.</param>
    /// <exception cref="ArgumentException">There are more or fewer problems than recordings, or one has no frames or more than the scores.</exception>
    public static Tensor Run(AlignerScores scores, IReadOnlyList<LatticeProblem> problems)
    {
        var (batch, frames, width, units) = (scores.Columns.shape[0], (int)scores.Columns.shape[1], (int)scores.Columns.shape[2], (int)scores.Starts.shape[2]);
        if (problems.Count != batch || problems.Any(problem => problem.Frames < 1 || problem.Frames > frames))
            throw new ArgumentException($"{problems.Count} lattices do not fit {batch} recordings of up to {frames} frames.", nameof(problems));
        using var scope = NewDisposeScope();
        float[] columns = scores.Columns.detach().Floats(), starts = scores.Starts.detach().Floats(), ends = scores.Ends.detach().Floats();
        float[] byColumns = new float[columns.Length], byStarts = new float[starts.Length], byEnds = new float[ends.Length], sums = new float[problems.Count];
        Parallel.For(0, problems.Count, i =>
        {
            var problem = problems[i];
            var (row, edges) = ((i * frames * width, problem.Frames * width), (i * frames * units, problem.Frames * units));
            var posteriors = ForwardBackward.Run(
                problem.Lattice, new LatticeScores(problem.Frames, Part(columns, row), Part(starts, edges), Part(ends, edges)), problem.Allowed);
            sums[i] = (float)posteriors.LogPartition;
            posteriors.Columns.CopyTo(byColumns, row.Item1);
            posteriors.Starts.CopyTo(byStarts, edges.Item1);
            posteriors.Ends.CopyTo(byEnds, edges.Item1);
        });
        // A linear function with the right gradient, which is taken off again: only its gradient stays.
        var device = scores.Columns.device;
        var linear = Dot(scores.Columns, byColumns) + Dot(scores.Starts, byStarts) + Dot(scores.Ends, byEnds); // (batch)
        return (torch.tensor(sums).to(device) + (linear - linear.detach())).MoveToOuterDisposeScope();

        Tensor Dot(Tensor x, float[] weights) => (x.to_type(float32) * torch.tensor(weights, x.shape).to(device)).sum([1, 2]);
    }

    private static ReadOnlyMemory<float> Part(float[] numbers, (int First, int Count) range) => numbers.AsMemory(range.First, range.Count);
}
