using static Rag.Torch.torch;

namespace Rag.Torch.Modules
{
    public sealed class Linear : nn.Module<Tensor, Tensor>
    {
        internal Linear(Parameter weight, Parameter? bias) : base(nameof(Linear))
        {
            (this.weight, this.bias) = (weight, bias);
            register_parameter(nameof(weight), weight);
            if (bias is not null) register_parameter(nameof(bias), bias);
        }

        public Parameter weight { get; }

        public Parameter? bias { get; }

        public long in_features => weight.Sizes[1];

        public long out_features => weight.Sizes[0];

        public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, weight, bias);
    }

    public sealed class Embedding : nn.Module<Tensor, Tensor>
    {
        private readonly long? _padding;

        internal Embedding(Parameter weight, long? padding) : base(nameof(Embedding))
        {
            (this.weight, _padding) = (weight, padding);
            register_parameter(nameof(weight), weight);
        }

        public Parameter weight { get; }

        public override Tensor forward(Tensor input) => Embeddings.Look(weight, input, _padding);
    }

    public sealed class LayerNorm : nn.Module<Tensor, Tensor>
    {
        internal LayerNorm(long[] normalized_shape, double eps, Parameter? weight, Parameter? bias) : base(nameof(LayerNorm))
        {
            (this.normalized_shape, this.eps, this.weight, this.bias) = (normalized_shape, eps, weight, bias);
            if (weight is not null) register_parameter(nameof(weight), weight);
            if (bias is not null) register_parameter(nameof(bias), bias);
        }

        public Parameter? weight { get; }

        public Parameter? bias { get; }

        public long[] normalized_shape { get; }

        public double eps { get; }

        public override Tensor forward(Tensor tensor) => nn.functional.layer_norm(tensor, normalized_shape, weight, bias, eps);
    }

    public sealed class GroupNorm : nn.Module<Tensor, Tensor>
    {
        internal GroupNorm(long num_groups, double eps, Parameter? weight, Parameter? bias) : base(nameof(GroupNorm))
        {
            (this.num_groups, this.eps, this.weight, this.bias) = (num_groups, eps, weight, bias);
            if (weight is not null) register_parameter(nameof(weight), weight);
            if (bias is not null) register_parameter(nameof(bias), bias);
        }

        public Parameter? weight { get; }

        public Parameter? bias { get; }

        public long num_groups { get; }

        public double eps { get; }

        public override Tensor forward(Tensor tensor) => nn.functional.group_norm(tensor, num_groups, weight, bias, eps);
    }

    public sealed class Dropout : nn.Module<Tensor, Tensor>
    {
        internal Dropout(double p, bool inplace) : base(nameof(Dropout)) => (this.p, this.inplace) = (p, inplace);

        public double p { get; set; }

        public bool inplace { get; set; }

        public override Tensor forward(Tensor tensor) => nn.functional.dropout(tensor, p, training, inplace);
    }

    public sealed class Identity : nn.Module<Tensor, Tensor>
    {
        internal Identity() : base(nameof(Identity))
        {
        }

        public override Tensor forward(Tensor tensor) => tensor.alias();
    }

    public sealed class Flatten : nn.Module<Tensor, Tensor>
    {
        internal Flatten(long start_dim, long end_dim) : base(nameof(Flatten)) => (this.start_dim, this.end_dim) = (start_dim, end_dim);

        public long start_dim { get; set; }

        public long end_dim { get; set; }

        public override Tensor forward(Tensor input) => input.flatten(start_dim, end_dim);
    }
}

namespace Rag.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Weights and bias start uniform within 1 / sqrt(inputSize), as PyTorch's do.</summary>
            public static Modules.Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null)
            {
                var weight = init.kaiming_uniform_(empty(outputSize, inputSize), Math.Sqrt(5)).AsParameter();
                var bound = inputSize > 0 ? 1 / Math.Sqrt(inputSize) : 0;
                return new Modules.Linear(weight, hasBias ? empty(outputSize).uniform_(-bound, bound).AsParameter() : null);
            }

            public static Modules.Linear Linear(Modules.Parameter weight, Modules.Parameter? bias = null) => new(weight, bias);

            /// <summary>Vectors start standard normal; that of <paramref name="padding_idx"/> is zero and learns nothing.</summary>
            public static Modules.Embedding Embedding(
                long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null, double norm_type = 2.0,
                bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
            {
                if (max_norm is not null || scale_grad_by_freq || sparse)
                    throw new NotSupportedException("Embeddings here have no max_norm, scale_grad_by_freq or sparse gradients.");
                var weight = randn(num_embeddings, embedding_dims);
                if (padding_idx is { } padding) weight[padding].zero_();
                return new Modules.Embedding(weight.AsParameter(), padding_idx);
            }

            public static Modules.LayerNorm LayerNorm(long[] normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null) => new(
                normalized_shape, eps, elementwise_affine ? ones(normalized_shape).AsParameter() : null, elementwise_affine && bias ? zeros(normalized_shape).AsParameter() : null);

            public static Modules.LayerNorm LayerNorm(long normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                LayerNorm([normalized_shape], eps, elementwise_affine, bias, device, dtype);

            public static Modules.GroupNorm GroupNorm(long num_groups, long num_channels, double eps = 1e-05, bool affine = true, Device? device = null, ScalarType? dtype = null) =>
                new(num_groups, eps, affine ? ones(num_channels).AsParameter() : null, affine ? zeros(num_channels).AsParameter() : null);

            public static Modules.Dropout Dropout(double p = 0.5, bool inplace = false) => new(p, inplace);

            public static Modules.Identity Identity() => new();

            public static Modules.Flatten Flatten(long start_dim = 1, long end_dim = -1) => new(start_dim, end_dim);
        }
    }

    internal static class Embeddings
    {
        /// <summary>Rows of a table by their numbers, which may have any shape.</summary>
        public static torch.Tensor Look(torch.Tensor weight, torch.Tensor indices, long? padding = null)
        {
            using var flat = indices.reshape(-1);
            using var places = Conversion.BorrowDense(flat, torch.ScalarType.Int64);
            using var dense = Conversion.BorrowDense(weight);
            using var rows = Rows.Gather(dense.Tensor, places.Tensor);
            var result = View.Of(rows, [.. indices.Sizes, weight.Sizes[1]], Shape.Strides([.. indices.Sizes, weight.Sizes[1]]), 0);
            return Tape.Record(result, [weight], [places.Tensor], padding, static (saved, gradient, padding) =>
            {
                var total = Rows.Sum(gradient.reshape(-1, gradient.Sizes[^1]), saved[0], saved.ShapeOf(0));
                if (padding is { } row) total.select(0, row).zero_();
                return [total];
            }, "embedding");
        }
    }
}
