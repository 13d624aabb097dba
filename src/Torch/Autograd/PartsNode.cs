namespace Rag.Torch;

/// <summary>A tensor cut into views that do not overlap. The gradients of the parts are put side by side again, in one pass.</summary>
/// <param name="cut">Cuts a tensor of the whole's shape.</param>
internal sealed class PartsNode(string name, torch.Tensor whole, int parts, Func<torch.Tensor, torch.Tensor[]> cut)
    : Node(name, [GradientState.EdgeOf(whole)], parts)
{
    private readonly (long[] Sizes, long[] Strides, torch.ScalarType Type) _whole = (whole.Sizes, whole.Strides, whole.dtype);

    public override torch.Tensor?[] Backward(torch.Tensor?[] gradients)
    {
        var result = New.EmptyInOrder(_whole.Sizes, _whole.Strides, _whole.Type);
        if (gradients.Contains(null)) New.Clear(result);
        foreach (var (part, gradient) in cut(result).Zip(gradients))
        {
            if (gradient is not null) Conversion.Copy(gradient, part);
        }
        return [result];
    }

    public override void Free()
    {
    }
}
