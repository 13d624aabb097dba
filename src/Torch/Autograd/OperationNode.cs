namespace Rag.Torch;

/// <summary>
/// The backward pass of one operation: from what it saved and the gradient of its output, the gradients of its inputs.
/// A gradient may have the broadcast shape; it is summed to the input's.
/// </summary>
internal delegate torch.Tensor?[] Backward<TState>(Saved saved, torch.Tensor gradient, TState state);

/// <summary>What an operation kept for its backward pass.</summary>
internal abstract class Saved(string name, Edge[] inputs, long[][] shapes) : Node(name, inputs, outputs: 1)
{
    private protected torch.Tensor[]? _tensors;
    private protected int[] _versions = [];

    /// <summary>The tensor that was saved at this place.</summary>
    /// <exception cref="InvalidOperationException">The graph was freed, or the tensor was written to since.</exception>
    public torch.Tensor this[int index]
    {
        get
        {
            var tensors = _tensors ?? throw Freed();
            var tensor = tensors[index];
            if (tensor.Storage.Version != _versions[index])
            {
                throw new InvalidOperationException(
                    $"One of the variables needed for gradient computation has been modified by an in-place operation: the {tensor.dtype} tensor of shape " +
                    $"{Shape.Text(tensor.Sizes)} that {Name} saved is at version {tensor.Storage.Version}; expected version {_versions[index]} instead.");
            }
            return tensor;
        }
    }

    /// <summary>Whether the gradient of this input is wanted.</summary>
    public bool Needs(int input) => Inputs[input].Node is not null;

    public long[] ShapeOf(int input) => shapes[input];

    public override void Free()
    {
        var tensors = _tensors;
        _tensors = null;
        if (tensors is null) return;
        foreach (var tensor in tensors) tensor.Dispose();
    }

    private protected InvalidOperationException Freed() => new(
        $"Trying to backward through the graph a second time: {Name} has already freed what it saved. Specify retain_graph: true for the first backward pass if you need two.");
}

internal sealed class OperationNode<TState>(string name, Edge[] inputs, long[][] shapes, TState state, Backward<TState> backward)
    : Saved(name, inputs, shapes)
{
    public void Save(ReadOnlySpan<torch.Tensor> tensors)
    {
        _tensors = new torch.Tensor[tensors.Length];
        _versions = new int[tensors.Length];
        for (var i = 0; i < tensors.Length; i++)
        {
            _tensors[i] = tensors[i].Alias();
            _versions[i] = tensors[i].Storage.Version;
        }
    }

    public override torch.Tensor?[] Backward(torch.Tensor?[] gradients)
    {
        if (_tensors is null) throw Freed();
        var result = backward(this, gradients[0]!, state);
        for (var i = 0; i < result.Length; i++)
        {
            if (result[i] is not { } gradient) continue;
            if (!Needs(i)) result[i] = null;
            else if (!gradient.Sizes.AsSpan().SequenceEqual(ShapeOf(i))) result[i] = Broadcasting.SumTo(gradient, ShapeOf(i));
        }
        return result;
    }
}
