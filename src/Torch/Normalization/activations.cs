using Rag.Torch.Kernels.Functions;

namespace Rag.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor relu(Tensor x, bool inplace = false) => Activations.Written(x, Activations.Relu(x), inplace);

            /// <summary>x times the standard normal distribution function of x.</summary>
            public static Tensor gelu(Tensor x) => Activations.Gelu(x);

            public static Tensor gelu(Tensor x, bool inplace) => Activations.Written(x, Activations.Gelu(x), inplace);

            /// <summary>x sigmoid(x)</summary>
            public static Tensor silu(Tensor x, bool inplace = false) => Activations.Written(x, Activations.Silu(x), inplace);

            public static Tensor sigmoid(Tensor x) => torch.sigmoid(x);

            public static Tensor tanh(Tensor x, bool inplace = false) => Activations.Written(x, torch.tanh(x), inplace);

            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) =>
                Activations.Written(input, maximum(input, 0.0f) + minimum(input, 0.0f) * negative_slope, inplace);

            public static Tensor softplus(Tensor x, double beta = 1.0, double threshold = 20.0)
            {
                var scaled = x * beta;
                return where(scaled.detach().gt(threshold), x, log1p(exp(clamp(scaled, max: threshold))) / beta);
            }

            public static Tensor logsigmoid(Tensor x) => -(relu(-x) + log1p(exp(-x.abs())));
        }
    }
}

public static class ActivationTensor
{
    extension(torch.Tensor input)
    {
        public torch.Tensor relu() => Activations.Relu(input);

        public torch.Tensor gelu() => Activations.Gelu(input);

        public torch.Tensor silu() => Activations.Silu(input);

        public torch.Tensor log_sigmoid() => torch.nn.functional.logsigmoid(input);

        public torch.Tensor leaky_relu(Scalar negative_slope) => torch.nn.functional.leaky_relu(input, negative_slope.AsDouble);

        public torch.Tensor softplus(double beta = 1, double threshold = 20) => torch.nn.functional.softplus(input, beta, threshold);
    }
}

internal static class Activations
{
    public static torch.Tensor Relu(torch.Tensor x) => Pointwise.SavingOutput<Relu, ReluGradient>(x, "relu");

    public static torch.Tensor Gelu(torch.Tensor x) => Pointwise.SavingInput<Gelu, GeluGradient>(x, "gelu");

    /// <summary>The form with tanh, which GPT-2 and CLIP use; TorchSharp 0.106 has only the exact one.</summary>
    public static torch.Tensor GeluTanh(torch.Tensor x) => Pointwise.SavingInput<GeluTanh, GeluTanhGradient>(x, "gelu_tanh");

    public static torch.Tensor Silu(torch.Tensor x) => Pointwise.SavingInput<Silu, SiluGradient>(x, "silu");

    public static torch.Tensor Written(torch.Tensor x, torch.Tensor result, bool inplace) => inplace ? x.copy_(result) : result;
}
