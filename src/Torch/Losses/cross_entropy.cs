using Rag.Torch.Kernels.Losses;

namespace Rag.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>
            /// -log softmax(input)[target] over classes in dimension 1, or the last of a vector. The mean is over the targets that
            /// are not <paramref name="ignore_index"/>, by their weights.
            /// </summary>
            /// <param name="target">Class numbers; or, in the shape of the input, probabilities of classes.</param>
            public static Tensor cross_entropy(
                Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100, Reduction reduction = Reduction.Mean, double label_smoothing = 0.0) =>
                ClassLosses.Run(input, target, weight, ignore_index, reduction, label_smoothing);

            /// <summary>-input[target] over classes in dimension 1.</summary>
            public static Tensor nll_loss(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean)
            {
                var classes = input.Rank == 1 ? 0 : 1;
                var picked = -input.gather(classes, target.unsqueeze(classes)).squeeze(classes);
                if (weight is null) return Losses.Reduce(picked, reduction);
                var weights = weight.index_select(0, target.flatten()).reshape(target.Sizes);
                return reduction == Reduction.Mean ? (picked * weights).sum() / weights.sum() : Losses.Reduce(picked * weights, reduction);
            }
        }
    }
}

internal static unsafe class ClassLosses
{
    public static torch.Tensor Run(
        torch.Tensor input, torch.Tensor target, torch.Tensor? weight, long ignored, torch.nn.Reduction reduction, double smoothing)
    {
        if (smoothing is < 0 or > 1) throw new ArgumentOutOfRangeException(nameof(smoothing), smoothing, "Label smoothing lies outside [0, 1].");
        if (input.Rank > 2)
        {
            // (batch, classes, places...) -> (rows, classes)
            var rows = input.movedim([1], [-1]);
            var losses = Run(rows.reshape(-1, input.Sizes[1]), target.reshape(-1), weight, ignored, reduction, smoothing);
            return reduction == torch.nn.Reduction.None ? losses.reshape(target.Sizes) : losses;
        }
        if (torch.is_floating_point(target)) return Soft(input, target, weight, reduction, smoothing);
        var classes = input.Rank == 0 ? 0 : input.Sizes[^1];
        if (target.Count * classes != input.Count || target.Rank != input.Rank - 1)
            throw new ArgumentException($"Targets of shape {Shape.Text(target.Sizes)} do not fit an input of shape {Shape.Text(input.Sizes)}.", nameof(target));
        if (weight is not null && weight.Count != classes) throw new ArgumentException($"Weights of shape {Shape.Text(weight.Sizes)} do not fit {classes} classes.", nameof(weight));
        using var labels = Conversion.BorrowDense(target, torch.ScalarType.Int64);
        var (shares, total) = Shares(labels.Tensor, classes, weight, ignored);
        using (shares)
        {
            var losses = weight is null ? Plain(input, labels.Tensor, ignored, (float)smoothing) : Weighted(input, labels.Tensor, weight, shares, ignored, smoothing);
            return reduction switch
            {
                torch.nn.Reduction.None => losses,
                torch.nn.Reduction.Sum => losses.sum(),
                _ => losses.sum() / total,
            };
        }
    }

    private static readonly Backward<(long Ignored, float Smoothing)> _backward = static (saved, gradient, how) =>
    {
        var (logits, labels, logSumExp) = (saved[0], saved[1], saved[2]);
        using var upstream = Conversion.BorrowDense(gradient);
        var result = New.Empty(logits.Sizes, torch.ScalarType.Float32);
        CrossEntropy.Backward(
            checked((int)labels.Count), checked((int)logits.Sizes[^1]), logits.FloatData, labels.LongData, how.Ignored, how.Smoothing, logSumExp.FloatData,
            upstream.Tensor.FloatData, result.FloatData);
        return [result];
    };

    /// <summary>Each target's loss, without an array of log-probabilities.</summary>
    private static torch.Tensor Plain(torch.Tensor input, torch.Tensor labels, long ignored, float smoothing)
    {
        using var logits = Conversion.BorrowDense(input, torch.ScalarType.Float32);
        using var logSumExp = New.Empty(labels.Sizes, torch.ScalarType.Float32);
        var losses = New.Empty(labels.Sizes, torch.ScalarType.Float32);
        CrossEntropy.Forward(
            checked((int)labels.Count), checked((int)input.Sizes[^1]), logits.Tensor.FloatData, labels.LongData, ignored, smoothing, losses.FloatData, logSumExp.FloatData);
        return Tape.Record(losses, [input], [logits.Tensor, labels, logSumExp], (ignored, smoothing), _backward, "cross_entropy");
    }

    private static torch.Tensor Weighted(torch.Tensor input, torch.Tensor labels, torch.Tensor weight, torch.Tensor shares, long ignored, double smoothing)
    {
        using var scope = torch.NewDisposeScope();
        var logProbabilities = input.log_softmax(-1);
        var known = labels.ne(ignored);
        var picked = logProbabilities.gather(-1, (labels * known).unsqueeze(-1)).squeeze(-1);
        var losses = picked * shares.reshape(labels.Sizes) * (smoothing - 1);
        if (smoothing > 0) losses = losses - (logProbabilities * weight).sum(-1) * known * (smoothing / input.Sizes[^1]);
        return losses.MoveToOuterDisposeScope();
    }

    /// <summary>The weight of each target, zero where it is ignored, and their sum.</summary>
    private static (torch.Tensor Shares, double Total) Shares(torch.Tensor labels, long classes, torch.Tensor? weight, long ignored)
    {
        var shares = New.Empty([labels.Count], torch.ScalarType.Float32);
        double total = 0;
        for (long i = 0; i < labels.Count; i++)
        {
            var label = labels.LongData[i];
            if (label != ignored && (label < 0 || label >= classes))
            {
                shares.Dispose();
                throw new ArgumentOutOfRangeException(nameof(labels), label, $"Target {i} is no class: there are {classes}.");
            }
            var share = label == ignored ? 0 : weight is null ? 1 : weight.FloatData[label * weight.Strides[0]];
            ((float*)shares.Data)[i] = share;
            total += share;
        }
        return (shares, total);
    }

    private static torch.Tensor Soft(torch.Tensor input, torch.Tensor target, torch.Tensor? weight, torch.nn.Reduction reduction, double smoothing)
    {
        if (!target.Sizes.AsSpan().SequenceEqual(input.Sizes))
            throw new ArgumentException($"Probabilities of shape {Shape.Text(target.Sizes)} do not fit an input of shape {Shape.Text(input.Sizes)}.", nameof(target));
        var wanted = smoothing > 0 ? target * (1 - smoothing) + smoothing / input.Sizes[^1] : target;
        if (weight is not null) wanted = wanted * weight;
        var losses = -(input.log_softmax(-1) * wanted).sum(-1);
        return Losses.Reduce(losses, reduction);
    }
}
