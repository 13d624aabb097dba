namespace Rag.Torch;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>The gradients of the outputs' sum by the inputs; leaves gather nothing.</summary>
        public static IList<Tensor?> grad(
            IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            Differentiation.Refuse(create_graph);
            foreach (var input in inputs)
            {
                if (!input.requires_grad) throw new InvalidOperationException($"One of the inputs, of shape {Shape.Text(input.Sizes)}, does not require a gradient.");
            }
            var gradients = BackwardPass.Run(outputs, grad_outputs, retain_graph, inputs);
            if (!allow_unused && gradients.Contains(null))
                throw new InvalidOperationException("One of the inputs was not used to compute the outputs; set allow_unused: true if that is meant.");
            return gradients;
        }

        public static void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            Differentiation.Backward(tensors, grad_tensors, retain_graph ?? create_graph, create_graph, inputs);

        public static void backward(Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            Differentiation.Backward([tensor], grad_tensors, retain_graph ?? create_graph, create_graph, inputs);
    }
}

public static class BackwardTensor
{
    extension(torch.Tensor input)
    {
        /// <summary>Adds the gradient of this number to those of all leaves it was computed from, and frees the graph.</summary>
        public void backward() => Differentiation.Backward([input], null, retainGraph: false, createGraph: false, null);

        public void backward(IList<torch.Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<torch.Tensor>? inputs = null) =>
            Differentiation.Backward([input], grad_tensors, retain_graph, create_graph, inputs);

        /// <summary>Keeps the gradient of a tensor that is not a leaf.</summary>
        public void retain_grad()
        {
            if (input.Gradient is { Producer: { } node, Output: var output }) (node.Retaining ??= []).Add((output, new WeakReference<torch.Tensor>(input)));
        }
    }
}

internal static class Differentiation
{
    public static void Backward(IList<torch.Tensor> outputs, IList<torch.Tensor>? gradients, bool retainGraph, bool createGraph, IList<torch.Tensor>? inputs)
    {
        Refuse(createGraph);
        if (inputs is null)
        {
            BackwardPass.Run(outputs, gradients, retainGraph);
            return;
        }
        using var scope = torch.NewDisposeScope();
        var found = BackwardPass.Run(outputs, gradients, retainGraph, inputs);
        for (var i = 0; i < inputs.Count; i++)
        {
            if (found[i] is not { } gradient) continue;
            if (inputs[i].Gradient?.Gathered is { } gathered) gathered.add_(gradient);
            else inputs[i].grad = gradient;
        }
    }

    public static void Refuse(bool createGraph)
    {
        if (createGraph) throw new NotSupportedException("Gradients of gradients are not supported: create_graph must be false.");
    }
}
