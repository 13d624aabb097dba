namespace Rag.Torch;

/// <summary>A tensor's place in the graph: a leaf that gathers a gradient, or an output of a <see cref="Node"/>.</summary>
internal sealed class GradientState
{
    private LeafNode? _sink;

    /// <summary>Whether a gradient is wanted for or through the tensor.</summary>
    public bool Wanted { get; private set; }

    /// <summary>What computed the tensor; null for a leaf.</summary>
    public Node? Producer { get; private init; }

    /// <summary>Which of <see cref="Producer"/>'s outputs the tensor is.</summary>
    public int Output { get; private init; }

    /// <summary>Whether the tensor is a view, so that writing to it writes to a tensor that the graph knows otherwise.</summary>
    public bool IsView { get; init; }

    /// <summary>The gradient gathered so far, owned by this state.</summary>
    public torch.Tensor? Gathered { get; set; }

    public static GradientState OutputOf(Node producer, int output, bool isView = false) =>
        new() { Wanted = true, Producer = producer, Output = output, IsView = isView };

    public static void Require(torch.Tensor tensor, bool wanted)
    {
        if (tensor.Gradient is { Producer: { } producer })
        {
            if (!wanted)
                throw new InvalidOperationException($"requires_grad can only be turned off for leaf tensors; this one was computed by {producer.Name}. Use detach().");
            return;
        }
        if (wanted && !torch.is_floating_point(tensor.dtype))
            throw new InvalidOperationException($"Only floating point tensors can require gradients, not {tensor.dtype} of shape {Shape.Text(tensor.Sizes)}.");
        if (tensor.Gradient is null && !wanted) return;
        (tensor.Gradient ??= new GradientState()).Wanted = wanted;
    }

    public static void SetGathered(torch.Tensor tensor, torch.Tensor? gradient)
    {
        if (gradient is not null && !gradient.Sizes.AsSpan().SequenceEqual(tensor.Sizes))
            throw new ArgumentException($"A gradient of shape {Shape.Text(gradient.Sizes)} does not fit a tensor of shape {Shape.Text(tensor.Sizes)}.", nameof(gradient));
        if (tensor.Gradient is null && gradient is null) return;
        var state = tensor.Gradient ??= new GradientState();
        var before = state.Gathered;
        state.Gathered = gradient?.Alias();
        before?.Dispose();
    }

    /// <summary>Where the gradient of <paramref name="tensor"/> flows: to its producer, or into the leaf itself.</summary>
    public static Edge EdgeOf(torch.Tensor tensor) => tensor.Gradient switch
    {
        null or { Wanted: false } => default,
        { Producer: { } producer, Output: var output } => new Edge(producer, output),
        var leaf => new Edge(leaf._sink ??= new LeafNode(tensor), 0),
    };
}

/// <summary>An input of a node: the node that computed it and which of its outputs it is.</summary>
internal readonly record struct Edge(Node? Node, int Output);
