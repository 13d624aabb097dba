namespace Rag.Torch;

/// <summary>
/// One run through the graph from some outputs to the leaves: nodes in falling order of their sequence numbers, each
/// once, when everything that depends on it has added its share.
/// </summary>
internal sealed class BackwardPass
{
    private readonly PriorityQueue<Node, long> _ready = new();
    private readonly Dictionary<Node, torch.Tensor?[]> _gradients = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Edge, torch.Tensor?>? _wanted;
    private readonly bool _retainGraph;

    private BackwardPass(bool retainGraph, IEnumerable<torch.Tensor>? wanted)
    {
        _retainGraph = retainGraph;
        _wanted = wanted is null ? null : new Dictionary<Edge, torch.Tensor?>();
        foreach (var tensor in wanted ?? []) _wanted![GradientState.EdgeOf(tensor)] = null;
    }

    /// <summary>Adds to the gradients of all leaves below <paramref name="outputs"/>.</summary>
    public static void Run(IList<torch.Tensor> outputs, IList<torch.Tensor>? gradients, bool retainGraph) =>
        new BackwardPass(retainGraph, null).Run(outputs, gradients);

    /// <summary>The gradients of <paramref name="inputs"/>, null where the outputs do not depend on one; leaves gather nothing.</summary>
    public static torch.Tensor?[] Run(IList<torch.Tensor> outputs, IList<torch.Tensor>? gradients, bool retainGraph, IList<torch.Tensor> inputs)
    {
        var pass = new BackwardPass(retainGraph, inputs);
        pass.Run(outputs, gradients);
        return [.. inputs.Select(input => pass._wanted![GradientState.EdgeOf(input)]?.alias())];
    }

    private void Run(IList<torch.Tensor> outputs, IList<torch.Tensor>? gradients)
    {
        using var off = GradMode.Set(false);
        for (var i = 0; i < outputs.Count; i++)
        {
            using var seed = Seed(outputs[i], gradients?.ElementAtOrDefault(i));
            Add(GradientState.EdgeOf(outputs[i]), seed.Alias());
        }
        try
        {
            while (_ready.TryDequeue(out var node, out _)) Visit(node);
        }
        finally
        {
            foreach (var left in _gradients.Values) Array.ForEach(left, gradient => gradient?.Dispose());
        }
    }

    private static torch.Tensor Seed(torch.Tensor output, torch.Tensor? gradient)
    {
        if (!output.requires_grad)
            throw new InvalidOperationException($"A tensor of shape {Shape.Text(output.Sizes)} does not require a gradient and was not computed from one that does.");
        if (gradient is null)
        {
            return output.Count == 1
                ? torch.ones(output.Sizes, output.dtype)
                : throw new InvalidOperationException($"A gradient can be created implicitly only for a tensor of one element, not for shape {Shape.Text(output.Sizes)}.");
        }
        if (!gradient.Sizes.AsSpan().SequenceEqual(output.Sizes))
            throw new ArgumentException($"A gradient of shape {Shape.Text(gradient.Sizes)} was given for an output of shape {Shape.Text(output.Sizes)}.", nameof(gradient));
        return gradient.alias();
    }

    private void Visit(Node node)
    {
        _gradients.Remove(node, out var gradients);
        KeepRetained(node, gradients!);
        if (node is LeafNode && _wanted is not null)
        {
            gradients![0]?.Dispose();
            return;
        }
        using (torch.NewDisposeScope())
        {
            var results = node.Backward(gradients!);
            for (var i = 0; i < results.Length; i++)
            {
                if (results[i] is not { } gradient || node.Inputs[i].Node is null) continue;
                Add(node.Inputs[i], gradient.Alias());
            }
        }
        Array.ForEach(gradients!, gradient => gradient?.Dispose());
        if (!_retainGraph) node.Free();
    }

    // Takes over its gradient.
    private void Add(Edge edge, torch.Tensor gradient)
    {
        var node = edge.Node!;
        if (!_gradients.TryGetValue(node, out var slots))
        {
            _gradients[node] = slots = new torch.Tensor?[node.Outputs];
            _ready.Enqueue(node, -node.Sequence);
        }
        slots[edge.Output] = slots[edge.Output] is { } sum ? Sum(sum, gradient) : gradient;
        if (_wanted is not null && _wanted.ContainsKey(edge)) Keep(edge, slots[edge.Output]!);
    }

    // Both are owned here. Adding in place is safe exactly when no other tensor sees the memory.
    private static torch.Tensor Sum(torch.Tensor sum, torch.Tensor gradient)
    {
        if (sum.Storage.IsUnique && sum.IsDense)
        {
            sum.add_(gradient);
            gradient.Dispose();
            return sum;
        }
        if (gradient.Storage.IsUnique && gradient.IsDense)
        {
            gradient.add_(sum);
            sum.Dispose();
            return gradient;
        }
        var total = (sum + gradient).DetachFromDisposeScope();
        sum.Dispose();
        gradient.Dispose();
        return total;
    }

    private void Keep(Edge edge, torch.Tensor gradient)
    {
        _wanted![edge]?.Dispose();
        _wanted[edge] = gradient.clone().DetachFromDisposeScope();
    }

    private static void KeepRetained(Node node, torch.Tensor?[] gradients)
    {
        foreach (var (output, reference) in node.Retaining ?? [])
        {
            if (gradients[output] is not { } gradient || !reference.TryGetTarget(out var tensor) || tensor.Gradient is not { } state) continue;
            if (state.Gathered is { } gathered) gathered.add_(gradient);
            else state.Gathered = gradient.clone().DetachFromDisposeScope();
        }
    }
}
