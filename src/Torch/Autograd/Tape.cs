using System.Runtime.CompilerServices;

namespace Rag.Torch;

/// <summary>Puts operations into the graph, where gradients are wanted.</summary>
internal static class Tape
{
    public static bool Records(torch.Tensor a) => GradMode.IsEnabled && a.requires_grad;

    public static bool Records(params ReadOnlySpan<torch.Tensor> inputs)
    {
        if (!GradMode.IsEnabled) return false;
        foreach (var input in inputs)
        {
            if (input.requires_grad) return true;
        }
        return false;
    }

    /// <summary>
    /// Remembers how <paramref name="output"/> came from <paramref name="inputs"/>. The delegates are static lambdas,
    /// so that nothing is allocated where no gradient is wanted.
    /// </summary>
    public static torch.Tensor Record<TState>(
        torch.Tensor output, ReadOnlySpan<torch.Tensor> inputs, ReadOnlySpan<torch.Tensor> saved, TState state,
        Backward<TState> backward, [CallerMemberName] string name = "")
    {
        if (Records(inputs)) output.Gradient = GradientState.OutputOf(NewNode(inputs, saved, state, backward, name), 0);
        return output;
    }

    /// <summary>As Record, for an output that shares the input's memory.</summary>
    public static torch.Tensor RecordView<TState>(
        torch.Tensor output, torch.Tensor input, TState state, Backward<TState> backward, [CallerMemberName] string name = "")
    {
        if (Records(input)) output.Gradient = GradientState.OutputOf(NewNode([input], [], state, backward, name), 0, isView: true);
        return output;
    }

    /// <summary>The parts that <paramref name="cut"/> makes of a tensor: views that do not overlap.</summary>
    public static torch.Tensor[] RecordParts(torch.Tensor input, Func<torch.Tensor, torch.Tensor[]> cut, [CallerMemberName] string name = "")
    {
        var parts = cut(input);
        if (!Records(input)) return parts;
        var node = new PartsNode(name, input, parts.Length, cut);
        for (var i = 0; i < parts.Length; i++) parts[i].Gradient = GradientState.OutputOf(node, i, isView: true);
        return parts;
    }

    /// <summary>
    /// To be called before writing to <paramref name="target"/>; throws where PyTorch does, and for a view within the
    /// graph, whose base would have to be recomputed from it.
    /// </summary>
    public static void CheckInPlace(torch.Tensor target, [CallerMemberName] string name = "")
    {
        if (!GradMode.IsEnabled || !target.requires_grad) return;
        if (target.is_leaf)
            throw new InvalidOperationException($"{name}: a leaf tensor that requires a gradient (shape {Shape.Text(target.Sizes)}) is being used in an in-place operation.");
        if (target.Gradient!.IsView)
            throw new InvalidOperationException($"{name}: a view (shape {Shape.Text(target.Sizes)}) of a tensor that requires a gradient is being used in an in-place operation; write to the tensor itself, or to a clone().");
    }

    /// <summary>To be called after writing to <paramref name="target"/>, which is the first of the inputs.</summary>
    public static torch.Tensor RecordInPlace<TState>(
        torch.Tensor target, ReadOnlySpan<torch.Tensor> inputs, ReadOnlySpan<torch.Tensor> saved, TState state,
        Backward<TState> backward, [CallerMemberName] string name = "")
    {
        target.Storage.BumpVersion();
        if (Records(inputs)) target.Gradient = GradientState.OutputOf(NewNode(inputs, saved, state, backward, name), 0);
        return target;
    }

    private static OperationNode<TState> NewNode<TState>(
        ReadOnlySpan<torch.Tensor> inputs, ReadOnlySpan<torch.Tensor> saved, TState state, Backward<TState> backward, string name)
    {
        var edges = new Edge[inputs.Length];
        var shapes = new long[inputs.Length][];
        for (var i = 0; i < inputs.Length; i++) (edges[i], shapes[i]) = (GradientState.EdgeOf(inputs[i]), inputs[i].Sizes);
        var node = new OperationNode<TState>(name, edges, shapes, state, backward);
        node.Save(saved);
        return node;
    }
}
