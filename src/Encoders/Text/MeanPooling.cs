namespace Rag.Encoders.Text;

/// <summary>What sentence encoders make of their states.</summary>
public static class MeanPooling
{
    /// <summary>The mean of the states (batch, tokens, width) of real tokens, at length 1: (batch, width).</summary>
    /// <param name="mask">bool (batch, tokens), false where a text is padded.</param>
    public static Tensor Pool(Tensor states, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var weights = mask.to_type(float32).unsqueeze(-1); // (batch, tokens, 1)
        return functional.normalize((states * weights).sum(1) / weights.sum(1), dim: -1).MoveToOuterDisposeScope();
    }
}
