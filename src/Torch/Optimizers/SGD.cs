namespace Rag.Torch.Modules
{
    /// <summary>Gradient descent with momentum as PyTorch defines it: v = momentum v + g, w -= lr v.</summary>
    public class SGD : OptimizerHelper
    {
        private readonly Dictionary<Parameter, torch.Tensor> _velocities = new(ReferenceEqualityComparer.Instance);

        internal SGD(IEnumerable<ParamGroup> groups)
        {
            foreach (var group in groups) add_param_group(group);
        }

        public class ParamGroup(
            IEnumerable<Parameter> parameters, double lr = 1e-3, double momentum = 0.0, double dampening = 0, double weight_decay = 0, bool nesterov = false,
            bool maximize = false) : Modules.ParamGroup(parameters, lr)
        {
            internal (double Momentum, double Dampening, double WeightDecay, bool Nesterov, bool Maximize) Options { get; } = (momentum, dampening, weight_decay, nesterov, maximize);
        }

        private protected override void Update(Modules.ParamGroup group, Parameter parameter, torch.Tensor gradient)
        {
            using var scope = torch.NewDisposeScope();
            var (momentum, dampening, decay, nesterov, maximize) = ((ParamGroup)group).Options;
            var direction = maximize ? -gradient : gradient;
            if (decay != 0) direction = direction + parameter * decay;
            if (momentum != 0)
            {
                if (_velocities.TryGetValue(parameter, out var velocity)) velocity.mul_(momentum).add_(direction, 1 - dampening);
                else _velocities[parameter] = velocity = direction.clone().DetachFromDisposeScope();
                direction = nesterov ? direction + velocity * momentum : velocity;
            }
            parameter.add_(direction, -group.LearningRate);
        }

        private protected override void WriteState(BinaryWriter writer, Parameter parameter)
        {
            var velocity = _velocities.GetValueOrDefault(parameter);
            writer.Write(velocity is not null);
            if (velocity is not null) WriteNumbers(writer, velocity);
        }

        private protected override void ReadState(BinaryReader reader, Parameter parameter)
        {
            if (_velocities.Remove(parameter, out var before)) before.Dispose();
            if (!reader.ReadBoolean()) return;
            var velocity = _velocities[parameter] = New.Zeros(parameter.Sizes, parameter.dtype).DetachFromDisposeScope();
            ReadNumbers(reader, velocity);
        }

        private protected override void Dispose(bool disposing)
        {
            foreach (var velocity in _velocities.Values) velocity.Dispose();
            _velocities.Clear();
        }
    }
}

namespace Rag.Torch
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static Modules.SGD SGD(
                IEnumerable<Modules.Parameter> parameters, double learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0,
                bool nesterov = false, bool maximize = false) =>
                new([new Modules.SGD.ParamGroup(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize)]);

            public static Modules.SGD SGD(
                IEnumerable<Modules.SGD.ParamGroup> parameters, double learningRate, double momentum = 0.0, double dampening = 0, double weight_decay = 0,
                bool nesterov = false, bool maximize = false) => new(parameters);
        }
    }
}
