using static Rag.Torch.torch;

namespace Rag.Torch.Modules
{
    public abstract class Convolution : nn.Module<Tensor, Tensor>
    {
        private protected Convolution(string name, Parameter weight, Parameter? bias) : base(name)
        {
            (this.weight, this.bias) = (weight, bias);
            register_parameter(nameof(weight), weight);
            if (bias is not null) register_parameter(nameof(bias), bias);
        }

        public Parameter weight { get; }

        public Parameter? bias { get; }

        public long in_channels => weight.Sizes[1] * groups;

        public long out_channels => weight.Sizes[0];

        public long[] kernel_size => weight.Sizes[2..];

        public long[] stride { get; init; } = [];

        public long[] padding { get; init; } = [];

        public long[] dilation { get; init; } = [];

        public long groups { get; init; } = 1;
    }

    public sealed class Conv1d : Convolution
    {
        internal Conv1d(Parameter weight, Parameter? bias) : base(nameof(Conv1d), weight, bias)
        {
        }

        public override Tensor forward(Tensor input) => nn.functional.conv1d(input, weight, bias, stride[0], padding[0], dilation[0], groups);
    }

    public sealed class Conv2d : Convolution
    {
        internal Conv2d(Parameter weight, Parameter? bias) : base(nameof(Conv2d), weight, bias)
        {
        }

        public override Tensor forward(Tensor input) => nn.functional.conv2d(input, weight, bias, stride, padding, dilation, groups);
    }
}

namespace Rag.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Weights and bias start uniform within 1 / sqrt(inputs of a kernel), as PyTorch's do.</summary>
            public static Modules.Conv1d Conv1d(
                long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
            {
                var (weights, offsets) = ConvolutionStart.Draw([out_channels, in_channels / groups, kernel_size], bias, padding_mode);
                return new Modules.Conv1d(weights, offsets) { stride = [stride], padding = [padding], dilation = [dilation], groups = groups };
            }

            public static Modules.Conv2d Conv2d(
                long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                Conv2d(in_channels, out_channels, (kernel_size, kernel_size), (stride, stride), (padding, padding), (dilation, dilation), padding_mode, groups, bias, device, dtype);

            public static Modules.Conv2d Conv2d(
                long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null,
                (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null,
                ScalarType? dtype = null)
            {
                var (weights, offsets) = ConvolutionStart.Draw([out_channels, in_channels / groups, kernel_size.Item1, kernel_size.Item2], bias, padding_mode);
                var (s, p, d) = (stride ?? (1, 1), padding ?? (0, 0), dilation ?? (1, 1));
                return new Modules.Conv2d(weights, offsets)
                {
                    stride = [s.Item1, s.Item2],
                    padding = [p.Item1, p.Item2],
                    dilation = [d.Item1, d.Item2],
                    groups = groups,
                };
            }
        }
    }

    internal static class ConvolutionStart
    {
        public static (Modules.Parameter Weight, Modules.Parameter? Bias) Draw(long[] shape, bool bias, PaddingModes mode)
        {
            if (mode != PaddingModes.Zeros) throw new NotSupportedException($"Convolutions pad with zeros here; for {mode} pad before.");
            var weight = torch.nn.init.kaiming_uniform_(torch.empty(shape), Math.Sqrt(5)).AsParameter();
            var bound = 1 / Math.Sqrt(Math.Max(1, Shape.Count(shape.AsSpan(1))));
            return (weight, bias ? torch.empty(shape[0]).uniform_(-bound, bound).AsParameter() : null);
        }
    }
}
