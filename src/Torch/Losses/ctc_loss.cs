namespace Rag.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>
            /// -log of the probability of a label sequence, summed over its alignments to the frames (Graves et al. 2006).
            /// The mean divides each loss by its target's length first.
            /// </summary>
            /// <param name="log_probs">(frames, batch, classes) or (frames, classes), in logarithms.</param>
            /// <param name="targets">(batch, longest target), or all targets one after the other.</param>
            public static Tensor ctc_loss(
                Tensor log_probs, Tensor targets, Tensor input_lengths, Tensor target_lengths, long blank = 0, bool zero_infinity = false,
                Reduction reduction = Reduction.Mean)
            {
                if (log_probs.Rank == 2)
                {
                    var single = ctc_loss(log_probs.unsqueeze(1), targets.reshape(1, -1), input_lengths.reshape(1), target_lengths.reshape(1), blank, zero_infinity, reduction);
                    return reduction == Reduction.None ? single.squeeze(0) : single;
                }
                if (log_probs.Rank != 3 || input_lengths.Count != log_probs.Sizes[1] || target_lengths.Count != log_probs.Sizes[1])
                    throw new ArgumentException($"{input_lengths.Count} input lengths and {target_lengths.Count} target lengths do not fit log_probs of shape {Shape.Text(log_probs.Sizes)}.", nameof(log_probs));
                var losses = CtcAlignment.Run(log_probs, targets, input_lengths, target_lengths, blank, zero_infinity);
                if (reduction != Reduction.Mean) return Losses.Reduce(losses, reduction);
                return (losses / target_lengths.to_type(ScalarType.Float32).clamp(min: 1)).mean();
            }
        }
    }
}

/// <summary>The forward-backward recursion over a target with blanks between and around its labels, in float64 logarithms.</summary>
internal static unsafe class CtcAlignment
{
    public static torch.Tensor Run(
        torch.Tensor logProbabilities, torch.Tensor targets, torch.Tensor inputLengths, torch.Tensor targetLengths, long blank, bool zeroInfinity)
    {
        using var dense = Conversion.BorrowDense(logProbabilities, torch.ScalarType.Float32);
        var (batch, classes) = (logProbabilities.Sizes[1], logProbabilities.Sizes[2]);
        if (blank < 0 || blank >= classes) throw new ArgumentOutOfRangeException(nameof(blank), blank, $"The blank is no class: there are {classes}.");
        long[] frames = Numbers(inputLengths), lengths = Numbers(targetLengths), labels = Numbers(targets);
        var gradient = New.Zeros(logProbabilities.Sizes, torch.ScalarType.Float32);
        var losses = New.Empty([batch], torch.ScalarType.Float32);
        long start = 0;
        for (long b = 0; b < batch; b++)
        {
            if (targets.Rank == 2) start = b * targets.Sizes[1];
            if (frames[b] < 0 || frames[b] > logProbabilities.Sizes[0] || lengths[b] < 0 || start + lengths[b] > labels.Length || (targets.Rank == 2 && lengths[b] > targets.Sizes[1]))
                throw new ArgumentOutOfRangeException(nameof(inputLengths), $"Item {b} has {frames[b]} frames and {lengths[b]} labels, more than shapes {Shape.Text(logProbabilities.Sizes)} and {Shape.Text(targets.Sizes)} hold.");
            var path = Path(labels.AsSpan((int)start, (int)lengths[b]), blank, classes);
            var loss = Align((float*)dense.Tensor.Data + b * classes, (float*)gradient.Data + b * classes, batch * classes, (int)frames[b], path);
            if (double.IsPositiveInfinity(loss) && zeroInfinity) loss = 0;
            ((float*)losses.Data)[b] = (float)loss;
            start += lengths[b];
        }
        using (gradient)
        {
            return Tape.Record(losses, [logProbabilities], [gradient], 0, static (saved, upstream, _) => [saved[0] * upstream.reshape(1, -1, 1)], "ctc_loss");
        }
    }

    /// <summary>Returns the loss and writes its gradient by each logarithm: minus the probability of being in that class then.</summary>
    private static double Align(float* logs, float* gradient, long stride, int frames, long[] path)
    {
        var states = path.Length;
        if (frames == 0) return states == 1 ? 0 : double.PositiveInfinity;
        var forward = new double[frames, states];
        for (var t = 0; t < frames; t++)
        {
            for (var s = 0; s < states; s++)
            {
                var sum = t == 0 ? (s < 2 ? 0 : double.NegativeInfinity) : forward[t - 1, s];
                if (t > 0 && s > 0) sum = Add(sum, forward[t - 1, s - 1]);
                if (t > 0 && Skips(path, s)) sum = Add(sum, forward[t - 1, s - 2]);
                forward[t, s] = sum + logs[t * stride + path[s]];
            }
        }
        var total = Add(forward[frames - 1, states - 1], states > 1 ? forward[frames - 1, states - 2] : double.NegativeInfinity);
        if (double.IsNegativeInfinity(total)) return double.PositiveInfinity;
        var backward = new double[states];
        for (var t = frames - 1; t >= 0; t--)
        {
            var next = (double[])backward.Clone();
            for (var s = 0; s < states; s++)
            {
                if (t == frames - 1) backward[s] = s >= states - 2 ? 0 : double.NegativeInfinity;
                else
                {
                    var later = logs + (t + 1) * stride;
                    var sum = next[s] + later[path[s]];
                    if (s + 1 < states) sum = Add(sum, next[s + 1] + later[path[s + 1]]);
                    if (s + 2 < states && Skips(path, s + 2)) sum = Add(sum, next[s + 2] + later[path[s + 2]]);
                    backward[s] = sum;
                }
                gradient[t * stride + path[s]] -= (float)Math.Exp(forward[t, s] + backward[s] - total);
            }
        }
        return -total;
    }

    /// <summary>Whether a state may be reached over the blank before it: a label that differs from the last one.</summary>
    private static bool Skips(long[] path, int state) => state >= 2 && state % 2 == 1 && path[state] != path[state - 2];

    private static long[] Path(ReadOnlySpan<long> labels, long blank, long classes)
    {
        var path = new long[2 * labels.Length + 1];
        Array.Fill(path, blank);
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] < 0 || labels[i] >= classes) throw new ArgumentOutOfRangeException(nameof(labels), labels[i], $"Label {i} is no class: there are {classes}.");
            path[2 * i + 1] = labels[i];
        }
        return path;
    }

    private static double Add(double a, double b)
    {
        if (a < b) (a, b) = (b, a);
        return double.IsNegativeInfinity(b) ? a : a + Math.Log(1 + Math.Exp(b - a));
    }

    private static long[] Numbers(torch.Tensor tensor)
    {
        using var dense = Conversion.BorrowDense(tensor, torch.ScalarType.Int64);
        return new Span<long>(dense.Tensor.LongData, checked((int)tensor.Count)).ToArray();
    }
}
