using static Rag.Torch.torch;

namespace Rag.Torch.Modules
{
    public sealed class AvgPool2d : nn.Module<Tensor, Tensor>
    {
        internal AvgPool2d(long kernel, long stride, long padding) : base(nameof(AvgPool2d)) =>
            (kernel_size, this.stride, this.padding) = ([kernel, kernel], [stride, stride], [padding, padding]);

        public long[] kernel_size { get; set; }

        public long[] stride { get; set; }

        public long[] padding { get; set; }

        public override Tensor forward(Tensor input) => Pooling.Average(input, kernel_size, stride, padding, ceil: false, countPadding: true);
    }

    public sealed class MaxPool2d : nn.Module<Tensor, Tensor>
    {
        internal MaxPool2d(long kernel, long stride, long padding) : base(nameof(MaxPool2d)) =>
            (kernel_size, this.stride, this.padding) = ([kernel, kernel], [stride, stride], [padding, padding]);

        public long[] kernel_size { get; set; }

        public long[] stride { get; set; }

        public long[] padding { get; set; }

        public override Tensor forward(Tensor input) => Pooling.Largest(input, kernel_size, stride, padding, [1, 1], ceil: false);
    }

    public sealed class AdaptiveAvgPool2d : nn.Module<Tensor, Tensor>
    {
        internal AdaptiveAvgPool2d(long[] output_size) : base(nameof(AdaptiveAvgPool2d)) => this.output_size = output_size;

        public long[] output_size { get; set; }

        public override Tensor forward(Tensor input) => nn.functional.adaptive_avg_pool2d(input, (output_size[0], output_size[1]));
    }
}

namespace Rag.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.AvgPool2d AvgPool2d(long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                ceil_mode || !count_include_pad || divisor_override is not null
                    ? throw new NotSupportedException("AvgPool2d has neither ceil_mode nor divisor_override here, and counts the padding.")
                    : new(kernel_size, stride ?? kernel_size, padding ?? 0);

            public static Modules.MaxPool2d MaxPool2d(long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                ceil_mode || dilation is > 1
                    ? throw new NotSupportedException("MaxPool2d has neither ceil_mode nor dilation here.")
                    : new(kernel_size, stride ?? kernel_size, padding ?? 0);

            public static Modules.AdaptiveAvgPool2d AdaptiveAvgPool2d((long, long) output_size) => new([output_size.Item1, output_size.Item2]);

            public static Modules.AdaptiveAvgPool2d AdaptiveAvgPool2d(long output_size) => new([output_size, output_size]);
        }
    }
}
