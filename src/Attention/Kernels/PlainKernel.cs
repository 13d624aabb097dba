namespace Rag.Attention.Kernels;

/// <summary>See <see cref="Kernel.Plain"/>.</summary>
public sealed record PlainKernel : Kernel
{
    // Far below any score, and finite: a query that may read nothing must not come out as NaN.
    private const double Never = -1e30;

    internal PlainKernel()
    {
    }

    internal static (Tensor Output, Tensor Weights) Run(AttentionProblem problem)
    {
        var scores = torch.matmul(problem.Query * problem.Scale, problem.Key.mT); // (batch, heads, queries, keys)
        if (problem.Terms.Bias() is { } bias) scores = scores + bias;
        var weights = Softmax(scores, problem.Terms.Mask());
        if (problem.Dropout > 0) weights = functional.dropout(weights, problem.Dropout);
        return (torch.matmul(weights, problem.Value), weights); // (batch, heads, queries, value)
    }

    internal override Tensor Attend(AttentionProblem problem, Tensor? state) => Run(problem).Output;

    private static Tensor Softmax(Tensor scores, Tensor? mask)
    {
        if (mask is null) return torch.softmax(scores, -1);
        var hidden = mask.logical_not();
        return torch.softmax(scores.masked_fill(hidden, Never), -1).masked_fill(hidden, 0);
    }
}
