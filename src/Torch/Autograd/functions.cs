namespace Rag.Torch;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>What a custom function keeps from its forward to its backward pass.</summary>
        public class AutogradContext : IDisposable
        {
            private readonly Dictionary<string, object> _data = [];
            private readonly HashSet<Tensor> _constant = new(ReferenceEqualityComparer.Instance);
            private List<Tensor>? _saved;
            private int[] _versions = [];

            internal AutogradContext()
            {
            }

            /// <summary>Whether outputs that nothing depends on count as having a gradient of zeros; true unless set.</summary>
            public bool MaterializeGrads { get; private set; } = true;

            /// <summary>Inputs or outputs of the forward pass that the backward pass needs.</summary>
            public void save_for_backward(List<Tensor> tensors)
            {
                Dispose();
                _saved = [.. tensors.Select(tensor => tensor.Alias())];
                _versions = [.. tensors.Select(tensor => tensor.Storage.Version)];
            }

            /// <exception cref="InvalidOperationException">The graph was freed, or a tensor was written to since.</exception>
            public List<Tensor> get_saved_variables()
            {
                var saved = _saved ?? throw new InvalidOperationException("The custom function has already freed what it saved; specify retain_graph: true for the first backward pass if you need two.");
                for (var i = 0; i < saved.Count; i++)
                {
                    if (saved[i].Storage.Version != _versions[i])
                        throw new InvalidOperationException($"A tensor of shape {Shape.Text(saved[i].Sizes)} that a custom function saved has been modified by an in-place operation.");
                }
                return [.. saved.Select(tensor => tensor.alias())];
            }

            public void save_data(string key, object value) => _data[key] = value;

            public object? get_data(string key) => _data.GetValueOrDefault(key);

            public void mark_non_differentiable(List<Tensor> tensors) => _constant.UnionWith(tensors);

            public void set_materialize_grads(bool value) => MaterializeGrads = value;

            public void Dispose()
            {
                _saved?.ForEach(tensor => tensor.Dispose());
                _saved = null;
                GC.SuppressFinalize(this);
            }

            internal bool IsConstant(Tensor output) => _constant.Contains(output);
        }

        /// <summary>An operation of one's own, with its gradient.</summary>
        public abstract class Function<T> where T : Function<T>, new()
        {
            private static readonly T _instance = new();

            public abstract string Name { get; }

            internal static List<Tensor> Apply(object[] vars)
            {
                var context = new AutogradContext();
                var inputs = vars.OfType<Tensor>().ToArray();
                var records = Tape.Records(inputs);
                Edge[] edges = [.. vars.Select(value => value is Tensor tensor && records ? GradientState.EdgeOf(tensor) : default)];
                List<Tensor> outputs;
                using (no_grad()) outputs = _instance.Forward(context, vars);
                if (!records)
                {
                    context.Dispose();
                    return outputs;
                }
                var node = new CustomNode(_instance.Name, edges, [.. outputs.Select(output => (output.shape, output.dtype))], context, _instance.Backward);
                for (var i = 0; i < outputs.Count; i++)
                {
                    if (context.IsConstant(outputs[i]) || !is_floating_point(outputs[i])) continue;
                    // An input that is handed through must not become its own output.
                    if (inputs.Contains(outputs[i])) outputs[i] = outputs[i].detach();
                    outputs[i].Gradient = GradientState.OutputOf(node, i);
                }
                return outputs;
            }

            internal abstract List<Tensor> Forward(AutogradContext context, object[] vars);

            internal abstract List<Tensor?> Backward(AutogradContext context, List<Tensor> gradients);
        }

        public abstract class SingleTensorFunction<T> : Function<T> where T : SingleTensorFunction<T>, new()
        {
            public static Tensor apply(params object[] vars) => Apply(vars)[0];

            public abstract Tensor forward(AutogradContext ctx, params object[] vars);

            /// <summary>One gradient an argument of forward; null for those that are no tensors or need none.</summary>
            public abstract List<Tensor> backward(AutogradContext ctx, Tensor grad_output);

            internal sealed override List<Tensor> Forward(AutogradContext context, object[] vars) => [forward(context, vars)];

            internal sealed override List<Tensor?> Backward(AutogradContext context, List<Tensor> gradients) => [.. backward(context, gradients[0])];
        }

        public abstract class MultiTensorFunction<T> : Function<T> where T : MultiTensorFunction<T>, new()
        {
            public static List<Tensor> apply(params object[] vars) => Apply(vars);

            public abstract List<Tensor> forward(AutogradContext ctx, params object[] vars);

            public abstract List<Tensor> backward(AutogradContext ctx, List<Tensor> grad_outputs);

            internal sealed override List<Tensor> Forward(AutogradContext context, object[] vars) => forward(context, vars);

            internal sealed override List<Tensor?> Backward(AutogradContext context, List<Tensor> gradients) => [.. backward(context, gradients)];
        }
    }
}

/// <summary>A custom function in the graph.</summary>
internal sealed class CustomNode(
    string name, Edge[] inputs, (long[] Shape, torch.ScalarType Type)[] outputs, torch.autograd.AutogradContext context,
    Func<torch.autograd.AutogradContext, List<torch.Tensor>, List<torch.Tensor?>> backward) : Node(name, inputs, outputs.Length)
{
    public override torch.Tensor?[] Backward(torch.Tensor?[] gradients)
    {
        var given = new List<torch.Tensor>();
        for (var i = 0; i < outputs.Length; i++)
        {
            given.Add(gradients[i] ?? (context.MaterializeGrads ? torch.zeros(outputs[i].Shape, outputs[i].Type) : null!));
        }
        var result = backward(context, given);
        if (result.Count < Inputs.Length || result.Skip(Inputs.Length).Any(gradient => gradient is not null))
            throw new InvalidOperationException($"{Name} returned {result.Count} gradients for {Inputs.Length} arguments.");
        return [.. result.Take(Inputs.Length)];
    }

    public override void Free() => context.Dispose();
}
