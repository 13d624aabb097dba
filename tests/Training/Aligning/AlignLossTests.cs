using Rag.Encoders.Audio.Aligner;
using Rag.Encoders.Audio.Features;
using Rag.Engine.Align.Lattice;
using Rag.Training.Aligning;

namespace Rag.Tests.Training.Aligning;

/// <summary>The losses against sums over every path, written down one by one.</summary>
public sealed class AlignLossTests
{
    private const int Frames = 8;

    // The states of "a b": silence, two of a, silence, two of b, silence; the column of each.
    private static readonly int[] _columns = [0, 1, 2, 0, 3, 4, 0];
    private static readonly (int Start, int End)[] _spans = [(2, 4), (4, 6)];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void The_field_is_all_paths_less_those_that_keep_to_the_times(int tolerance)
    {
        using var scope = NewDisposeScope();
        var (batch, scores) = Batch(tolerance, timed: true);
        var all = LogSum(scores, _ => true, edges: true);
        var kept = LogSum(scores, path => Keeps(path, tolerance), edges: true);

        Assert.Equal((all - kept) / 4, AlignLoss.Crf(batch, scores).item<float>(), 1e-4); // two words: four boundaries
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_local_part_is_each_frames_letters_and_those_of_others_less_the_paths(bool timed)
    {
        using var scope = NewDisposeScope();
        var (batch, scores) = Batch(1, timed);
        var negatives = Drawn(9, 1, Frames, 4);
        var paths = timed ? LogSum(scores, path => Keeps(path, 1), edges: true) : LogSum(scores, _ => true, edges: false);
        var frames = Enumerable.Range(0, Frames).Sum(t => Math.Log(
            Enumerable.Range(0, 5).Sum(column => Math.Exp(At(scores.Columns, t, column))) + Enumerable.Range(0, 4).Sum(k => Math.Exp(At(negatives, t, k)))));

        Assert.Equal((frames - paths) / Frames, AlignLoss.Local(batch, scores, negatives).item<float>(), 1e-4);
    }

    [Fact]
    public void The_local_part_trains_letters_alone_and_the_field_all()
    {
        using var scope = NewDisposeScope();
        var (batch, drawn) = Batch(1, timed: true);
        var scores = new AlignerScores(drawn.Columns.requires_grad_(), drawn.Starts.requires_grad_(), drawn.Ends.requires_grad_());

        AlignLoss.Local(batch, scores, null).backward();

        Assert.NotNull(scores.Columns.grad);
        Assert.True(scores.Starts.grad is null || scores.Starts.grad.abs().max().item<float>() == 0);
        AlignLoss.Crf(batch, scores).backward();
        Assert.True(scores.Starts.grad!.abs().max().item<float>() > 0);
        Assert.True(scores.Ends.grad!.abs().max().item<float>() > 0);
    }

    [Fact]
    public void A_recording_too_short_for_its_letters_teaches_nothing()
    {
        using var scope = NewDisposeScope();
        var recording = Tones.Recording("x", "abcdefghij", 0.1);
        var example = new AlignExample(recording, new float[3 * SpeechFeatures.Bands], [(0, 0.01)], null);
        var text = SpokenLetters.Of(["abcdefghij"], 2);
        var problem = new LatticeProblem(AlignmentLattice.Of(text), 3);
        var batch = new AlignBatch([example], torch.zeros(1, 3, SpeechFeatures.Bands), null, [text], [problem], [problem]);
        var scores = new AlignerScores(Drawn(1, 1, 3, 21).requires_grad_(), Drawn(2, 1, 3, 1), Drawn(3, 1, 3, 1));

        var loss = AlignLoss.Crf(batch, scores) + AlignLoss.Local(batch, scores, null);
        loss.backward();

        Assert.Equal(0, loss.item<float>());
        Assert.True(scores.Columns.grad!.isfinite().all().item<bool>());
    }

    private static (AlignBatch Batch, AlignerScores Scores) Batch(int tolerance, bool timed)
    {
        var text = SpokenLetters.Of(["a", "b"], 2);
        var lattice = new LatticeProblem(AlignmentLattice.Of(text), Frames);
        var known = timed ? lattice with { Allowed = FrameSpans.OfWords(lattice.Lattice, [.. _spans.Select((int, int)? (span) => (span.Start, span.End))], Frames, tolerance) } : lattice;
        var example = new AlignExample(
            Tones.Recording("x", "a b", 0.1), new float[Frames * SpeechFeatures.Bands], timed ? [.. _spans.Select(span => (0.005 * span.Start, 0.005 * span.End))] : null, null);
        var batch = new AlignBatch([example], torch.zeros(1, Frames, SpeechFeatures.Bands), null, [text], [lattice], [known]);
        return (batch, new AlignerScores(Drawn(1, 1, Frames, 5), Drawn(2, 1, Frames, 2), Drawn(3, 1, Frames, 2)));
    }

    /// <summary>The log of the sum of e^score over the paths that may be.</summary>
    private static double LogSum(AlignerScores scores, Func<int[], bool> may, bool edges)
    {
        var sum = 0.0;
        foreach (var path in Paths(new int[Frames], 0).Where(path => may(path)))
        {
            var score = 0.0;
            for (var t = 0; t < Frames; t++)
            {
                score += At(scores.Columns, t, _columns[path[t]]);
                if (!edges) continue;
                var (now, before) = (WordOf(path[t]), t > 0 ? WordOf(path[t - 1]) : -1);
                if (now >= 0 && now != before) score += At(scores.Starts, t, now);
                if (before >= 0 && now != before) score += At(scores.Ends, t, before);
            }
            sum += Math.Exp(score);
        }
        return Math.Log(sum);
    }

    private static IEnumerable<int[]> Paths(int[] path, int t)
    {
        if (t == Frames)
        {
            if (path[^1] is 5 or 6) yield return path;
            yield break;
        }
        for (var state = 0; state < _columns.Length; state++)
        {
            if (t == 0 ? state > 1 : !Leads(path[t - 1], state)) continue;
            path[t] = state;
            foreach (var whole in Paths(path, t + 1)) yield return whole;
        }
    }

    // A state repeats or gives way to the next; silence between the words may be left out.
    private static bool Leads(int from, int to) => to == from || to == from + 1 || (from == 2 && to == 4);

    private static int WordOf(int state) => state switch { 1 or 2 => 0, 4 or 5 => 1, _ => -1 };

    private static bool Keeps(int[] path, int tolerance)
    {
        for (var t = 0; t < Frames; t++)
        {
            if (WordOf(path[t]) is >= 0 and var word && (t < _spans[word].Start - tolerance || t >= _spans[word].End + tolerance)) return false;
            if (WordOf(path[t]) >= 0) continue;
            var (before, after) = path[t] switch { 0 => (0, 2), 3 => (4, 4), _ => (6, Frames) }; // of a gap: between which frames
            if (after - before < 2 && tolerance < 3) return false;
            if (t < before - tolerance || t >= after + tolerance) return false;
        }
        return true;
    }

    private static double At(Tensor x, int t, int column) => x[0, t, column].item<float>();

    private static Tensor Drawn(int seed, params long[] shape)
    {
        var random = new Random(seed);
        return torch.tensor([.. Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(_ => (random.NextSingle() - 0.5f) * 3)], shape);
    }
}
