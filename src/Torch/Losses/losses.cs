namespace Rag.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>What becomes of the losses of the items.</summary>
        public enum Reduction : long
        {
            None = 0,
            Mean = 1,
            Sum = 2,
        }

        public static partial class functional
        {
            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) => Losses.Reduce((input - target).square(), reduction);

            public static Tensor l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) => Losses.Reduce((input - target).abs(), reduction);

            /// <summary>d^2 / (2 beta) below beta, |d| - beta / 2 above.</summary>
            public static Tensor smooth_l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean, double beta = 1.0)
            {
                if (beta == 0) return l1_loss(input, target, reduction);
                var distance = (input - target).abs();
                return Losses.Reduce(where(distance.detach().lt(beta), distance.square() * (0.5 / beta), distance - 0.5 * beta), reduction);
            }

            /// <summary>-(target log(input) + (1 - target) log(1 - input)), the logarithms not below -100.</summary>
            public static Tensor binary_cross_entropy(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean)
            {
                var loss = -(target * clamp(log(input), min: -100) + (1 - target) * clamp(log(1 - input), min: -100));
                return Losses.Reduce(weight is null ? loss : loss * weight, reduction);
            }

            /// <summary>The same of sigmoid(input), without overflow: max(x, 0) - x t + log(1 + exp(-|x|)).</summary>
            public static Tensor binary_cross_entropy_with_logits(
                Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weights = null)
            {
                var softplus = relu(-input) + log1p(exp(-input.abs())); // -log(sigmoid(x))
                var loss = pos_weights is null
                    ? (1 - target) * input + softplus
                    : (1 - target) * input + ((pos_weights - 1) * target + 1) * softplus;
                return Losses.Reduce(weight is null ? loss : loss * weight, reduction);
            }

            /// <summary>target (log(target) - input), for input in logarithms.</summary>
            public static Tensor kl_div(Tensor input, Tensor target, bool log_target = true, Reduction reduction = Reduction.Mean) =>
                Losses.Reduce(log_target ? exp(target) * (target - input) : where(target.gt(0), target * (log(target) - input), zeros_like(target)), reduction);

            /// <summary>1 - cos where the target is 1, max(0, cos - margin) where it is -1.</summary>
            public static Tensor cosine_embedding_loss(Tensor input1, Tensor input2, Tensor target, double margin = 0.0, Reduction reduction = Reduction.Mean)
            {
                var cosine = cosine_similarity(input1, input2, -1);
                return Losses.Reduce(where(target.gt(0), 1 - cosine, relu(cosine - margin)), reduction);
            }

            public static Tensor margin_ranking_loss(Tensor input1, Tensor input2, Tensor target, double margin = 0.0, Reduction reduction = Reduction.Mean) =>
                Losses.Reduce(relu(-target * (input1 - input2) + margin), reduction);
        }
    }
}

internal static class Losses
{
    public static torch.Tensor Reduce(torch.Tensor losses, torch.nn.Reduction reduction) => reduction switch
    {
        torch.nn.Reduction.None => losses,
        torch.nn.Reduction.Sum => losses.sum(),
        _ => losses.mean(),
    };
}
