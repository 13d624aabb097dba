using static Rag.Torch.torch;

namespace Rag.Torch.Modules
{
    /// <summary>Batch normalization; running statistics start at mean 0 and variance 1.</summary>
    public abstract class BatchNorm : nn.Module<Tensor, Tensor>
    {
        private readonly int[] _ranks;

        private protected BatchNorm(string name, int[] ranks, long num_features, double eps, double? momentum, bool affine, bool track_running_stats) : base(name)
        {
            (_ranks, this.num_features, this.eps, this.momentum) = (ranks, num_features, eps, momentum);
            if (affine)
            {
                register_parameter(nameof(weight), weight = ones(num_features).AsParameter());
                register_parameter(nameof(bias), bias = zeros(num_features).AsParameter());
            }
            if (!track_running_stats) return;
            register_buffer(nameof(running_mean), running_mean = zeros(num_features));
            register_buffer(nameof(running_var), running_var = ones(num_features));
            register_buffer(nameof(num_batches_tracked), num_batches_tracked = tensor(0L));
        }

        public Parameter? weight { get; }

        public Parameter? bias { get; }

        public Tensor? running_mean { get; }

        public Tensor? running_var { get; }

        public Tensor? num_batches_tracked { get; }

        public long num_features { get; }

        public double eps { get; set; }

        /// <summary>How far running statistics move to each batch's; null averages all batches.</summary>
        public double? momentum { get; set; }

        public override Tensor forward(Tensor input)
        {
            if (!_ranks.Contains(input.Rank)) throw new ArgumentException($"{GetName()} wants {string.Join(" or ", _ranks)} dimensions, not shape {Shape.Text(input.Sizes)}.", nameof(input));
            var measures = training || running_mean is null;
            if (training && num_batches_tracked is not null)
            {
                using var off = no_grad();
                num_batches_tracked.add_(1L);
            }
            var step = momentum ?? 1.0 / (num_batches_tracked?.item<long>() ?? 1);
            return nn.functional.batch_norm(input, running_mean, running_var, weight, bias, measures, step, eps);
        }
    }

    public sealed class BatchNorm1d : BatchNorm
    {
        internal BatchNorm1d(long num_features, double eps, double? momentum, bool affine, bool track_running_stats)
            : base(nameof(BatchNorm1d), [2, 3], num_features, eps, momentum, affine, track_running_stats)
        {
        }
    }

    public sealed class BatchNorm2d : BatchNorm
    {
        internal BatchNorm2d(long num_features, double eps, double? momentum, bool affine, bool track_running_stats)
            : base(nameof(BatchNorm2d), [4], num_features, eps, momentum, affine, track_running_stats)
        {
        }
    }
}

namespace Rag.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.BatchNorm1d BatchNorm1d(long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) =>
                new(num_features, eps, momentum, affine, track_running_stats);

            public static Modules.BatchNorm2d BatchNorm2d(long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) =>
                new(num_features, eps, momentum, affine, track_running_stats);
        }
    }
}
