using Rag.Torch.Modules;

namespace Rag.Torch
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <summary>Moves parameters by their gradients. Parameters come in groups, each with options of its own.</summary>
            public abstract class Optimizer : IDisposable
            {
                private readonly List<ParamGroup> _groups = [];

                public virtual IEnumerable<ILearningRateController> ParamGroups => _groups;

                private protected IReadOnlyList<ParamGroup> Groups => _groups;

                public virtual IEnumerable<Parameter> parameters() => _groups.SelectMany(group => group.Parameters);

                public virtual void zero_grad()
                {
                    foreach (var parameter in parameters()) parameter.grad = null;
                }

                public virtual void add_param_group(ParamGroup param_group)
                {
                    param_group.Parameters = [.. param_group.Parameters];
                    param_group.InitialLearningRate = param_group.LearningRate;
                    _groups.Add(param_group);
                }

                /// <summary>One step; the closure, if given, computes the loss and its gradients first.</summary>
                public virtual Tensor? step(Func<Tensor>? closure = null)
                {
                    Tensor? loss = null;
                    if (closure is not null)
                    {
                        using var on = enable_grad();
                        loss = closure();
                    }
                    using var off = no_grad();
                    foreach (var group in _groups)
                    {
                        foreach (var parameter in group.Parameters)
                        {
                            if (parameter.Gradient?.Gathered is { } gradient) Update(group, parameter, gradient);
                        }
                    }
                    return loss;
                }

                public void Dispose()
                {
                    Dispose(true);
                    GC.SuppressFinalize(this);
                }

                private protected abstract void Update(ParamGroup group, Parameter parameter, Tensor gradient);

                private protected abstract void Dispose(bool disposing);
            }

            public interface ILearningRateController
            {
                double LearningRate { get; set; }

                double InitialLearningRate { get; set; }
            }
        }
    }
}

namespace Rag.Torch.Modules
{
    /// <summary>Parameters that share a learning rate and the other options of their optimizer.</summary>
    public class ParamGroup : torch.optim.ILearningRateController
    {
        private protected ParamGroup(IEnumerable<Parameter> parameters, double lr) =>
            (Parameters, LearningRate, InitialLearningRate) = (parameters, lr, lr);

        public IEnumerable<Parameter> Parameters { get; set; }

        public double LearningRate { get; set; }

        public double InitialLearningRate { get; set; }
    }
}
