namespace Rag.Torch.Modules
{
    /// <summary>Adam with weight decay apart from the gradient (Loshchilov and Hutter 2019).</summary>
    public class AdamW : OptimizerHelper
    {
        private readonly Dictionary<Parameter, Moments> _moments = new(ReferenceEqualityComparer.Instance);

        internal AdamW(IEnumerable<ParamGroup> groups)
        {
            foreach (var group in groups) add_param_group(group);
        }

        public class ParamGroup(
            IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0,
            bool amsgrad = false, bool maximize = false) : Modules.ParamGroup(parameters, lr)
        {
            internal (double Beta1, double Beta2, double Eps, double WeightDecay) Options { get; } = amsgrad || maximize
                ? throw new NotSupportedException("AdamW has neither amsgrad nor maximize here.")
                : (beta1, beta2, eps, weight_decay);
        }

        private protected override unsafe void Update(Modules.ParamGroup group, Parameter parameter, torch.Tensor gradient)
        {
            if (!_moments.TryGetValue(parameter, out var moments)) _moments[parameter] = moments = new Moments(parameter);
            var (beta1, beta2, eps, decay) = ((ParamGroup)group).Options;
            moments.Steps++;
            using var dense = Conversion.BorrowDense(gradient);
            Kernels.Optimizers.AdamW.Step(
                parameter.Count, parameter.FloatData, dense.Tensor.FloatData, moments.First.FloatData, moments.Second.FloatData, moments.Steps,
                group.LearningRate, beta1, beta2, eps, decay);
            parameter.Storage.BumpVersion();
        }

        private protected override void WriteState(BinaryWriter writer, Parameter parameter)
        {
            var moments = _moments.GetValueOrDefault(parameter);
            writer.Write(moments?.Steps ?? 0);
            if (moments is null) return;
            WriteNumbers(writer, moments.First);
            WriteNumbers(writer, moments.Second);
        }

        private protected override void ReadState(BinaryReader reader, Parameter parameter)
        {
            if (_moments.Remove(parameter, out var before)) before.Dispose();
            var steps = reader.ReadInt64();
            if (steps == 0) return;
            var moments = _moments[parameter] = new Moments(parameter) { Steps = steps };
            ReadNumbers(reader, moments.First);
            ReadNumbers(reader, moments.Second);
        }

        private protected override void Dispose(bool disposing)
        {
            foreach (var moments in _moments.Values) moments.Dispose();
            _moments.Clear();
        }

        private sealed class Moments(Parameter parameter) : IDisposable
        {
            public long Steps { get; set; }

            public torch.Tensor First { get; } = New.Zeros(parameter.Sizes, parameter.dtype).DetachFromDisposeScope();

            public torch.Tensor Second { get; } = New.Zeros(parameter.Sizes, parameter.dtype).DetachFromDisposeScope();

            public void Dispose()
            {
                First.Dispose();
                Second.Dispose();
            }
        }
    }
}

namespace Rag.Torch
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static Modules.AdamW AdamW(
                IEnumerable<Modules.Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0,
                bool amsgrad = false, bool maximize = false) =>
                AdamW([new Modules.AdamW.ParamGroup(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)]);

            public static Modules.AdamW AdamW(
                IEnumerable<(string name, Modules.Parameter parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
                double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                AdamW(parameters.Select(entry => entry.parameter), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static Modules.AdamW AdamW(
                IEnumerable<Modules.AdamW.ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
                double weight_decay = 0, bool amsgrad = false, bool maximize = false) => new(parameters);
        }
    }
}
