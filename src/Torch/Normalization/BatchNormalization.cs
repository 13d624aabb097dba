namespace Rag.Torch;

internal static class BatchNormalization
{
    public static torch.Tensor Run(
        torch.Tensor input, torch.Tensor? runningMean, torch.Tensor? runningVariance, torch.Tensor? weight, torch.Tensor? bias, bool training,
        double momentum, double eps)
    {
        if (input.Rank < 2) throw new ArgumentException($"batch_norm wants channels in dimension 1, not shape {Shape.Text(input.Sizes)}.", nameof(input));
        foreach (var each in new[] { runningMean, runningVariance, weight, bias })
        {
            if (each is not null && each.Count != input.Sizes[1])
                throw new ArgumentException($"A tensor of shape {Shape.Text(each.Sizes)} does not fit the {input.Sizes[1]} channels of shape {Shape.Text(input.Sizes)}.", nameof(input));
        }
        long[] dims = [.. Enumerable.Range(0, input.Rank).Where(d => d != 1).Select(d => (long)d)];
        long[] channels = [-1, .. Enumerable.Repeat(1L, input.Rank - 2)];
        torch.Tensor mean, scale;
        if (training)
        {
            var count = input.Count / Math.Max(1, input.Sizes[1]);
            if (count < 2) throw new ArgumentException($"batch_norm wants more than one value a channel when training; shape {Shape.Text(input.Sizes)} has {count}.", nameof(input));
            (mean, scale) = (input.mean(dims), Statistics.Variance(input, dims, unbiased: false, keepdim: false));
            if (runningMean is not null) Move(runningMean, mean, momentum, 1);
            if (runningVariance is not null) Move(runningVariance, scale, momentum, count / (count - 1.0));
        }
        else
        {
            if (runningMean is null || runningVariance is null) throw new ArgumentException("batch_norm wants running statistics when it is not training.", nameof(runningMean));
            (mean, scale) = (runningMean, runningVariance);
        }
        scale = torch.rsqrt(scale + eps);
        if (weight is not null) scale = scale * weight;
        var y = (input - mean.reshape(channels)) * scale.reshape(channels);
        return bias is null ? y : y + bias.reshape(channels);
    }

    private static void Move(torch.Tensor running, torch.Tensor batch, double momentum, double factor)
    {
        using var off = GradMode.Set(false);
        running.mul_(1 - momentum).add_(batch.detach(), momentum * factor);
    }
}
