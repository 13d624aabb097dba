using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Threads;

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
            using var off = GradMode.Set(false);
            using var logits = Conversion.BorrowDense(input, torch.ScalarType.Float32);
            using var logProbabilities = logits.Tensor.log_softmax(-1);
            var result = New.Empty(target.Sizes, torch.ScalarType.Float32);
            Forward(logProbabilities, labels.Tensor, weight, shares, (float)smoothing, result);
            off.Dispose();
            var losses = Tape.Record(result, [input], weight is null ? [logProbabilities, labels.Tensor, shares] : [logProbabilities, labels.Tensor, shares, weight], (smoothing, weight is not null), _backward, "cross_entropy");
            return reduction switch
            {
                torch.nn.Reduction.None => losses,
                torch.nn.Reduction.Sum => losses.sum(),
                _ => losses.sum() / total,
            };
        }
    }

    private static readonly Backward<(double Smoothing, bool Weighted)> _backward = static (saved, gradient, how) =>
    {
        using var upstream = Conversion.BorrowDense(gradient);
        var result = New.Empty(saved[0].Sizes, torch.ScalarType.Float32);
        var kernel = new GradientKernel
        {
            LogProbabilities = saved[0].FloatData,
            Labels = saved[1].LongData,
            Shares = saved[2].FloatData,
            Weight = how.Weighted ? saved[3].FloatData : null,
            Upstream = upstream.Tensor.FloatData,
            Gradient = (float*)result.Data,
            Classes = saved[0].Sizes[^1],
            Smoothing = (float)how.Smoothing,
        };
        ThreadTeam.Shared.For(in kernel, checked((int)saved[1].Count), (int)Math.Clamp(32768 / Math.Max(1, kernel.Classes), 1, int.MaxValue));
        return [result.reshape(saved.ShapeOf(0))];
    };

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

    private static void Forward(torch.Tensor logProbabilities, torch.Tensor labels, torch.Tensor? weight, torch.Tensor shares, float smoothing, torch.Tensor result)
    {
        var classes = logProbabilities.Sizes[^1];
        var row = (float*)logProbabilities.Data;
        for (long i = 0; i < labels.Count; i++, row += classes)
        {
            var share = shares.FloatData[i];
            double smooth = 0;
            if (smoothing > 0 && share != 0)
            {
                for (long k = 0; k < classes; k++) smooth += (weight is null ? 1 : weight.FloatData[k * weight.Strides[0]]) * (double)row[k];
            }
            ((float*)result.Data)[i] = share == 0 ? 0 : (float)(-(1 - smoothing) * share * row[labels.LongData[i]] - smoothing / classes * smooth);
        }
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

    private struct GradientKernel : IKernel
    {
        public float* LogProbabilities;
        public long* Labels;
        public float* Shares;
        public float* Weight;
        public float* Upstream;
        public float* Gradient;
        public long Classes;
        public float Smoothing;

        /// <summary>softmax times all weight on the row, less the weight on each class.</summary>
        public readonly void Run<V>(int from, int to) where V : struct, ILanes<V>
        {
            for (var i = from; i < to; i++)
            {
                var row = LogProbabilities + i * Classes;
                var gradient = Gradient + i * Classes;
                var upstream = Shares[i] == 0 ? 0 : Upstream[i];
                var onLabel = (1 - Smoothing) * Shares[i] * upstream;
                var onEach = Smoothing / Classes * upstream;
                var all = onLabel;
                for (long k = 0; k < Classes && onEach != 0; k++) all += onEach * (Weight == null ? 1 : Weight[k]);
                Scaled<V>(row, gradient, all);
                for (long k = 0; k < Classes && onEach != 0; k++) gradient[k] -= onEach * (Weight == null ? 1 : Weight[k]);
                if (onLabel != 0) gradient[Labels[i]] -= onLabel;
            }
        }

        private readonly void Scaled<V>(float* row, float* gradient, float scale) where V : struct, ILanes<V>
        {
            var factor = V.Broadcast(scale);
            long k = 0;
            for (; k < Classes; k += V.Count)
            {
                var count = (int)Math.Min(V.Count, Classes - k);
                (factor * Kernels.Functions.VectorMath<V>.Exp(V.LoadPartial(row + k, count))).StorePartial(gradient + k, count);
            }
        }
    }
}
