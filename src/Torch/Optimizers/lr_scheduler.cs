namespace Rag.Torch;

public static partial class torch
{
    public static partial class optim
    {
        public static class lr_scheduler
        {
            /// <summary>Sets the learning rates of an optimizer, once when made and again at each step.</summary>
            public abstract class LRScheduler
            {
                private readonly Optimizer _optimizer;

                private protected LRScheduler(Optimizer optimizer, int last_epoch) => (_optimizer, _last_epoch) = (optimizer, last_epoch);

                private protected int _last_epoch;

                public IEnumerable<double> get_last_lr() => _optimizer.ParamGroups.Select(group => group.LearningRate);

                public virtual void step() => step(_last_epoch + 1);

                public virtual void step(int? epoch)
                {
                    _last_epoch = epoch ?? _last_epoch + 1;
                    foreach (var group in _optimizer.ParamGroups) group.LearningRate = RateAt(_last_epoch, group.InitialLearningRate);
                }

                private protected abstract double RateAt(int epoch, double initial);
            }

            public static LRScheduler LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false) =>
                new FactorLR(optimizer, (epoch, initial) => initial * lr_lambda(epoch), last_epoch);

            public static LRScheduler StepLR(Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1, bool verbose = false) =>
                new FactorLR(optimizer, (epoch, initial) => initial * Math.Pow(gamma, epoch / step_size), last_epoch);

            public static LRScheduler ExponentialLR(Optimizer optimizer, double gamma = 0.1, int last_epoch = -1, bool verbose = false) =>
                new FactorLR(optimizer, (epoch, initial) => initial * Math.Pow(gamma, epoch), last_epoch);

            public static LRScheduler LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1.0, int total_iters = 5, int last_epoch = -1, bool verbose = false) =>
                new FactorLR(optimizer, (epoch, initial) => initial * (start_factor + (end_factor - start_factor) * Math.Min(epoch, total_iters) / total_iters), last_epoch);

            /// <summary>From the initial rate to eta_min along half a cosine of T_max steps, and back.</summary>
            public static LRScheduler CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false) =>
                new FactorLR(optimizer, (epoch, initial) => eta_min + (initial - eta_min) * (1 + Math.Cos(Math.PI * epoch / T_max)) / 2, last_epoch);

            private sealed class FactorLR : LRScheduler
            {
                private readonly Func<int, double, double> _rate;

                public FactorLR(Optimizer optimizer, Func<int, double, double> rate, int last_epoch) : base(optimizer, last_epoch)
                {
                    _rate = rate;
                    step();
                }

                private protected override double RateAt(int epoch, double initial) => _rate(epoch, initial);
            }
        }
    }
}
