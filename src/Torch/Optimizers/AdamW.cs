using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Modules
{
    /// <summary>Adam with weight decay apart from the gradient (Loshchilov and Hutter 2019).</summary>
    public class AdamW : torch.optim.Optimizer
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
            var correction1 = 1 - Math.Pow(beta1, moments.Steps);
            var correction2 = 1 - Math.Pow(beta2, moments.Steps);
            using var dense = Conversion.BorrowDense(gradient);
            var kernel = new Kernel
            {
                Parameter = parameter.FloatData, Gradient = dense.Tensor.FloatData, First = moments.First.FloatData, Second = moments.Second.FloatData,
                Beta1 = (float)beta1, Beta2 = (float)beta2, Shrink = (float)(1 - group.LearningRate * decay),
                Step = (float)(group.LearningRate / correction1), Root = (float)(1 / Math.Sqrt(correction2)), Eps = (float)eps,
            };
            ThreadTeam.Shared.For(in kernel, checked((int)parameter.Count), 16384);
            parameter.Storage.BumpVersion();
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

        private unsafe struct Kernel : IKernel
        {
            public float* Parameter;
            public float* Gradient;
            public float* First;
            public float* Second;
            public float Beta1;
            public float Beta2;
            public float Shrink;
            public float Step;
            public float Root;
            public float Eps;

            public readonly void Run<V>(int from, int to) where V : struct, ILanes<V>
            {
                for (var i = from; i < to; i += V.Count)
                {
                    var count = Math.Min(V.Count, to - i);
                    var gradient = V.LoadPartial(Gradient + i, count);
                    var first = V.MultiplyAdd(V.LoadPartial(First + i, count), V.Broadcast(Beta1), gradient * V.Broadcast(1 - Beta1));
                    var second = V.MultiplyAdd(V.LoadPartial(Second + i, count), V.Broadcast(Beta2), gradient * gradient * V.Broadcast(1 - Beta2));
                    first.StorePartial(First + i, count);
                    second.StorePartial(Second + i, count);
                    var scale = V.MultiplyAdd(V.Sqrt(second), V.Broadcast(Root), V.Broadcast(Eps));
                    var parameter = V.LoadPartial(Parameter + i, count) * V.Broadcast(Shrink) - V.Broadcast(Step) * first / scale;
                    parameter.StorePartial(Parameter + i, count);
                }
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
