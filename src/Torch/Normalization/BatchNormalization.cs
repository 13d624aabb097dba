using Rag.Torch.Kernels.Normalization;

namespace Rag.Torch;

/// <summary>Batch normalization over (batch, channels, anything), with its gradients.</summary>
internal static unsafe class BatchNormalization
{
    private static readonly Backward<bool> _backward = static (saved, gradient, measured) =>
    {
        var (batch, channels, pixels) = Layout(gradient);
        using var dy = Conversion.BorrowDense(gradient);
        var results = new torch.Tensor?[saved.Inputs.Length];
        results[0] = New.Empty(gradient.Sizes, torch.ScalarType.Float32);
        for (var i = 1; i < results.Length; i++) results[i] = New.Zeros(saved.ShapeOf(i), torch.ScalarType.Float32);
        var statistics = saved[1].FloatData;
        BatchNorm.Backward(
            batch, channels, pixels, saved[0].FloatData, statistics, statistics + channels, results.Length > 1 ? saved[2].FloatData : null, dy.Tensor.FloatData,
            results[0]!.FloatData, results.Length > 1 ? results[1]!.FloatData : null, results.Length > 2 ? results[2]!.FloatData : null, fixedStatistics: !measured);
        return results;
    };

    public static torch.Tensor Run(
        torch.Tensor input, torch.Tensor? runningMean, torch.Tensor? runningVariance, torch.Tensor? weight, torch.Tensor? bias, bool training,
        double momentum, double eps)
    {
        Check(input, runningMean, runningVariance, weight, bias, training);
        var (batch, channels, pixels) = Layout(input);
        using var x = Conversion.BorrowDense(input, torch.ScalarType.Float32);
        using var statistics = New.Empty([2, channels], torch.ScalarType.Float32);
        var mean = (float*)statistics.Data;
        var deviation = mean + channels; // the variance first, then 1 / sqrt(variance + eps)
        if (training)
        {
            BatchNorm.Statistics(batch, channels, pixels, x.Tensor.FloatData, mean, deviation);
            var count = (double)batch * pixels;
            Move(runningMean, mean, momentum, 1);
            Move(runningVariance, deviation, momentum, count / (count - 1));
        }
        else
        {
            Copy(runningMean!, mean);
            Copy(runningVariance!, deviation);
        }
        for (var c = 0; c < channels; c++) deviation[c] = (float)(1 / Math.Sqrt(deviation[c] + eps));
        var y = New.Empty(input.Sizes, torch.ScalarType.Float32);
        BatchNorm.Forward(batch, channels, pixels, x.Tensor.FloatData, mean, deviation, Pointer(weight), Pointer(bias), (float*)y.Data);
        return (weight, bias) switch
        {
            (null, _) => Tape.Record(y, [input], [x.Tensor, statistics], training, _backward, "batch_norm"),
            (_, null) => Tape.Record(y, [input, weight], [x.Tensor, statistics, weight], training, _backward, "batch_norm"),
            _ => Tape.Record(y, [input, weight, bias], [x.Tensor, statistics, weight], training, _backward, "batch_norm"),
        };
    }

    private static void Check(torch.Tensor input, torch.Tensor? mean, torch.Tensor? variance, torch.Tensor? weight, torch.Tensor? bias, bool training)
    {
        if (input.Rank < 2) throw new ArgumentException($"batch_norm wants channels in dimension 1, not shape {Shape.Text(input.Sizes)}.", nameof(input));
        foreach (var each in new[] { mean, variance, weight, bias })
        {
            if (each is not null && (each.Rank != 1 || each.Count != input.Sizes[1] || !each.IsDense))
                throw new ArgumentException($"A tensor of shape {Shape.Text(each.Sizes)} does not fit the {input.Sizes[1]} channels of shape {Shape.Text(input.Sizes)}.", nameof(input));
        }
        if (!training && (mean is null || variance is null)) throw new ArgumentException("batch_norm wants running statistics when it is not training.", nameof(mean));
        if (weight is null && bias is not null) throw new NotSupportedException("batch_norm takes a bias only with a weight here.");
        var count = input.Count / Math.Max(1, input.Sizes[1]);
        if (training && count < 2) throw new ArgumentException($"batch_norm wants more than one value a channel when training; shape {Shape.Text(input.Sizes)} has {count}.", nameof(input));
    }

    private static (int Batch, int Channels, int Pixels) Layout(torch.Tensor input) =>
        checked(((int)input.Sizes[0], (int)input.Sizes[1], (int)Shape.Count(input.Sizes.AsSpan(2))));

    private static void Move(torch.Tensor? running, float* batch, double momentum, double factor)
    {
        if (running is null) return;
        var values = running.FloatData;
        for (long c = 0; c < running.Count; c++) values[c] = (float)((1 - momentum) * values[c] + momentum * factor * batch[c]);
        running.Storage.BumpVersion();
    }

    private static void Copy(torch.Tensor running, float* target) => new Span<float>(running.FloatData, (int)running.Count).CopyTo(new Span<float>(target, (int)running.Count));

    private static float* Pointer(torch.Tensor? tensor) => tensor is null ? null : tensor.FloatData;
}
