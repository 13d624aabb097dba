using Rag.Encoders.Audio.Aligner;
using Rag.Engine.Align.Lattice;

namespace Rag.Training.Aligning;

/// <summary>What an aligner is to make small.</summary>
/// <param name="random">Draws the letters of other transcripts.</param>
internal sealed class AlignLoss(AlignTrainingOptions options, Random random)
{
    // Held, since TorchSharp lets a number that nothing else holds be freed while libtorch reads it.
    private static readonly Scalar _never = double.NegativeInfinity;

    /// <summary>
    /// The two parts together, weighted: of recordings whose times are known the conditional random field (Lafferty et al., 2001), the log-sum of
    /// all paths less that of the paths that keep to the times, for each boundary; and of all recordings the local part, for each frame: the
    /// log-sum of the frame's scores over the transcript's letters, silence and letters of others, less the log-sum of the paths. The local part
    /// trains letters alone; where no times are known it is all there is, and its paths are free and have no scores of starts and ends.
    /// </summary>
    public Tensor Of(AlignerModel model, AlignBatch batch, AudioQueries audio)
    {
        using var scope = NewDisposeScope();
        var keys = model.Text.forward(batch.Texts);
        var scores = model.Scores(audio, keys);
        var loss = Local(model, batch, audio, keys, scores) * options.LocalWeight;
        if (batch.Boundaries > 0 && options.CrfWeight > 0) loss += Crf(batch, scores) * options.CrfWeight;
        return loss.MoveToOuterDisposeScope();
    }

    /// <summary>(A - N) of each recording with times, over the boundaries of all.</summary>
    internal static Tensor Crf(AlignBatch batch, AlignerScores scores)
    {
        using var scope = NewDisposeScope();
        int[] timed = [.. batch.Examples.Index().Where(one => one.Item.Times is not null).Select(one => one.Index)];
        var which = torch.tensor(timed.Select(i => (long)i).ToArray());
        var some = timed.Length == batch.Examples.Count ? scores
            : new AlignerScores(scores.Columns.index_select(0, which), scores.Starts.index_select(0, which), scores.Ends.index_select(0, which));
        var all = LatticePartition.Run(some, [.. timed.Select(i => batch.Lattices[i])]); // (timed)
        var right = LatticePartition.Run(some, [.. timed.Select(i => batch.Known[i])]); // (timed)
        return (Possible(all - right, right).sum() / batch.Boundaries).MoveToOuterDisposeScope();
    }

    private Tensor Local(AlignerModel model, AlignBatch batch, AudioQueries audio, TextKeys keys, AlignerScores scores)
    {
        using var scope = NewDisposeScope();
        var negatives = Negatives(batch, keys) is { } others ? model.Letters(audio.Letters, others) : null; // (batch, frames, negatives)
        return Local(batch, scores, negatives).MoveToOuterDisposeScope();
    }

    /// <summary>sum over frames of (logsumexp of its scores) - N, over the frames of all recordings.</summary>
    /// <param name="negatives">Scores of other transcripts' letters, (batch, frames, negatives); null for none.</param>
    internal static Tensor Local(AlignBatch batch, AlignerScores scores, Tensor? negatives)
    {
        using var scope = NewDisposeScope();
        var device = scores.Columns.device;
        float[] timed = [.. batch.Examples.Select(example => example.Times is null ? 0f : 1f)];
        var edges = torch.tensor(timed).to(device).view(-1, 1, 1);
        var paths = LatticePartition.Run(new AlignerScores(scores.Columns, scores.Starts.detach() * edges, scores.Ends.detach() * edges), batch.Known); // (batch)

        var own = scores.Columns.masked_fill(Padding(batch, scores.Columns.shape[2]).to(device), _never); // (batch, frames, columns)
        var sums = (negatives is null ? own : torch.cat([own, negatives], -1)).logsumexp(-1); // (batch, frames)
        if (batch.Mask is not null) sums = sums * batch.Mask;
        return (Possible(sums.sum(1) - paths, paths).sum() / batch.Frames).MoveToOuterDisposeScope();
    }

    /// <summary>Zero where no path is possible: the recording is too short for its letters.</summary>
    private static Tensor Possible(Tensor loss, Tensor paths) => torch.where(paths.isfinite(), loss, torch.zeros_like(loss));

    /// <summary>True at the columns that a recording's transcript does not have, (batch, 1, columns).</summary>
    private static Tensor Padding(AlignBatch batch, long columns)
    {
        var padding = new bool[batch.Texts.Count * columns];
        foreach (var (i, text) in batch.Texts.Index()) padding.AsSpan((int)(i * columns) + 1 + (2 * text.Letters.Count), (int)columns - 1 - (2 * text.Letters.Count)).Fill(true);
        return torch.tensor(padding, batch.Texts.Count, 1, columns);
    }

    /// <summary>Keys of letters of the batch's other transcripts, drawn at random for each: (batch, negatives, query width); null where there are none.</summary>
    private Tensor? Negatives(AlignBatch batch, TextKeys keys)
    {
        if (options.Negatives == 0 || batch.Texts.Count < 2) return null;
        var width = keys.Letters.shape[1]; // keys of the longest transcript
        var rows = new long[batch.Texts.Count * options.Negatives];
        for (var i = 0; i < rows.Length; i++)
        {
            var other = random.Next(batch.Texts.Count - 1);
            if (other >= i / options.Negatives) other++;
            rows[i] = (other * width) + random.Next(2 * batch.Texts[other].Letters.Count);
        }
        using var scope = NewDisposeScope();
        var chosen = keys.Letters.flatten(0, 1).index_select(0, torch.tensor(rows).to(keys.Letters.device)); // (batch * negatives, query width)
        return chosen.view(batch.Texts.Count, options.Negatives, -1).MoveToOuterDisposeScope();
    }
}
