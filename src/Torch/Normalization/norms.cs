namespace Rag.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>(x - mean) / sqrt(variance + eps) over the last dimensions, times weight plus bias.</summary>
            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5)
            {
                if (input.Rank < normalized_shape.Length || !input.Sizes[^normalized_shape.Length..].AsSpan().SequenceEqual(normalized_shape))
                    throw new ArgumentException($"An input of shape {Shape.Text(input.Sizes)} does not end in {Shape.Text(normalized_shape)}.", nameof(input));
                return LayerNormalization.Run(input, normalized_shape, weight, bias, eps);
            }

            /// <summary>x / max(|x|_p, eps) along a dimension.</summary>
            public static Tensor normalize(Tensor input, double p = 2.0, long dim = 1L, double eps = 1e-12) =>
                input / clamp(Statistics.Norm(input, [dim], keepdim: true, p), min: eps);

            /// <summary>x1 . x2 / (max(|x1|, eps) max(|x2|, eps)) along a dimension.</summary>
            public static Tensor cosine_similarity(Tensor x1, Tensor x2, long dim = 1, double eps = 1e-8)
            {
                var shape = Shape.Broadcast(x1.Sizes, x2.Sizes);
                var (a, b) = (Broadcasting.Expand(x1, shape), Broadcasting.Expand(x2, shape));
                var lengths = clamp(Statistics.Norm(a, [dim], false, 2), min: eps) * clamp(Statistics.Norm(b, [dim], false, 2), min: eps);
                return (a * b).sum(dim) / lengths;
            }

            /// <summary>
            /// Normalizes each channel (dimension 1) over all others: by the batch's statistics when training, which also move
            /// the running ones by momentum (the variance unbiased), else by the running ones.
            /// </summary>
            public static Tensor batch_norm(
                Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null, Tensor? bias = null, bool training = false,
                double momentum = 0.1, double eps = 1e-5) =>
                BatchNormalization.Run(input, running_mean, running_var, weight, bias, training, momentum, eps);

            /// <summary>Normalizes groups of channels of each item.</summary>
            public static Tensor group_norm(Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5)
            {
                if (input.Rank < 2 || num_groups < 1 || input.Sizes[1] % num_groups != 0)
                    throw new ArgumentException($"The channels of shape {Shape.Text(input.Sizes)} do not form {num_groups} groups.", nameof(num_groups));
                var groups = input.reshape(input.Sizes[0], num_groups, -1);
                var y = LayerNormalization.Run(groups, [groups.Sizes[2]], null, null, eps).reshape(input.Sizes);
                long[] channels = [-1, .. Enumerable.Repeat(1L, input.Rank - 2)];
                if (weight is not null) y = y * weight.reshape(channels);
                return bias is null ? y : y + bias.reshape(channels);
            }
        }
    }
}
