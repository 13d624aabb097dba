namespace Rag.Attention.Recurrence;

/// <summary>Dropout of the same numbers for all tokens of a row (Gal and Ghahramani, "A theoretically grounded application of dropout", 2016).</summary>
public static class SharedDropout
{
    /// <param name="x">(batch, tokens, width)</param>
    /// <param name="probability">Of dropping a number; what stays is scaled up.</param>
    /// <param name="training">Nothing is dropped otherwise.</param>
    public static Tensor Apply(Tensor x, double probability, bool training)
    {
        if (!training || probability == 0) return x;
        using var scope = NewDisposeScope();
        var kept = functional.dropout(torch.ones(x.shape[0], 1, x.shape[2], dtype: x.dtype, device: x.device), probability);
        return (x * kept).MoveToOuterDisposeScope();
    }
}
