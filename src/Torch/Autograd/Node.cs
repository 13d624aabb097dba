namespace Rag.Torch;

/// <summary>An operation in the graph: given the gradients of its outputs it computes those of its inputs.</summary>
internal abstract class Node(string name, Edge[] inputs, int outputs)
{
    private static long _last;

    public string Name { get; } = name;

    public Edge[] Inputs { get; } = inputs;

    public int Outputs { get; } = outputs;

    /// <summary>Grows with every node made, so an operation's is above those of all it depends on.</summary>
    public long Sequence { get; } = Interlocked.Increment(ref _last);

    /// <summary>Tensors that asked to keep the gradient of an output they are.</summary>
    public List<(int Output, WeakReference<torch.Tensor> Tensor)>? Retaining { get; set; }

    /// <summary>Computes the gradients of the inputs, null where none is wanted. A gradient may be a tensor that was passed in.</summary>
    /// <param name="gradients">One an output; null where nothing depends on that output.</param>
    public abstract torch.Tensor?[] Backward(torch.Tensor?[] gradients);

    /// <summary>Lets go of what was saved for the backward pass.</summary>
    public abstract void Free();
}

/// <summary>The end of an edge at a leaf: adds what arrives to the leaf's gradient.</summary>
internal sealed class LeafNode(torch.Tensor leaf) : Node("AccumulateGrad", [], 1)
{
    public torch.Tensor Leaf { get; } = leaf;

    public override torch.Tensor?[] Backward(torch.Tensor?[] gradients)
    {
        if (gradients[0] is not { } gradient || Leaf.Gradient is not { } state) return [];
        if (state.Gathered is not { } gathered)
        {
            var own = gradient.Storage.IsUnique && gradient.IsDense ? gradient.Alias() : gradient.clone().DetachFromDisposeScope();
            state.Gathered = own;
        }
        else gathered.add_(gradient);
        return [];
    }

    public override void Free()
    {
    }
}
