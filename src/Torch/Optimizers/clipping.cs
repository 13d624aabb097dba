using Rag.Torch.Modules;

namespace Rag.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            /// <summary>Scales all gradients so that their common norm is at most <paramref name="max_norm"/>; returns what it was.</summary>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2.0)
            {
                using var off = no_grad();
                using var scope = NewDisposeScope();
                Tensor[] gradients = [.. tensors.Select(tensor => tensor.Gradient?.Gathered).OfType<Tensor>()];
                var norms = gradients.Select(gradient => Norm(gradient, norm_type)).ToArray();
                var norm = double.IsPositiveInfinity(norm_type)
                    ? norms.DefaultIfEmpty(0).Max()
                    : Math.Pow(norms.Sum(each => Math.Pow(each, norm_type)), 1 / norm_type);
                var scale = max_norm / (norm + 1e-6);
                if (scale >= 1) return norm;
                foreach (var gradient in gradients) gradient.mul_(scale);
                return norm;
            }

            private static unsafe double Norm(Tensor gradient, double p)
            {
                if (p != 2) return Statistics.Norm(gradient, [], false, p).ToDouble();
                using var dense = Conversion.BorrowDense(gradient, ScalarType.Float32);
                return Math.Sqrt(Kernels.Reductions.Reduction.SumOfSquares(dense.Tensor.FloatData, dense.Tensor.Count));
            }

            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var off = no_grad();
                foreach (var tensor in tensors) tensor.Gradient?.Gathered?.clamp_(-clip_value, clip_value);
            }
        }
    }
}
