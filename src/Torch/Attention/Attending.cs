using Rag.Torch.Kernels.Attention;

namespace Rag.Torch;

/// <summary>Attention over (batch, heads, tokens, width), as the kernel wants it, from tensors with any dimensions before tokens.</summary>
internal static unsafe class Attending
{
    private static readonly Backward<(bool Causal, bool Masked)> _backward = static (saved, gradient, how) =>
    {
        var (query, key, value) = (saved[0], saved[1], saved[2]);
        using var dOutput = Conversion.BorrowDense(gradient);
        var dQuery = New.Empty(query.Sizes, torch.ScalarType.Float32);
        var dKey = New.Empty(key.Sizes, torch.ScalarType.Float32);
        var dValue = New.Empty(value.Sizes, torch.ScalarType.Float32);
        var mask = how.Masked ? saved[5] : null;
        var dBias = saved.Inputs.Length > 3 && saved.Needs(3)
            ? New.Empty([query.Sizes[0], query.Sizes[1], query.Sizes[2], key.Sizes[2]], torch.ScalarType.Float32)
            : null;
        FlashAttention.Backward(
            Problem(query, key, value, mask, how.Causal), Heads(saved[3]), saved[4].FloatData, Heads(dOutput.Tensor), Heads(dQuery), Heads(dKey), Heads(dValue),
            dBias is null ? null : dBias.FloatData);
        return saved.Inputs.Length > 3 ? [dQuery, dKey, dValue, dBias] : [dQuery, dKey, dValue];
    };

    /// <summary>All of rank 4 and the mask, if any, expanded to (batch, heads, queries, keys).</summary>
    public static torch.Tensor Run(torch.Tensor query, torch.Tensor key, torch.Tensor value, torch.Tensor? mask, bool causal)
    {
        using var q = WithUnitStep(query);
        using var k = WithUnitStep(key);
        using var v = WithUnitStep(value);
        // Tokens of all heads side by side, so that joining the heads afterwards is a view.
        var (batch, heads, queries, width) = (query.Sizes[0], query.Sizes[1], query.Sizes[2], query.Sizes[3]);
        using var memory = New.Empty([batch, queries, heads, width], torch.ScalarType.Float32);
        var output = View.Of(memory, query.Sizes, [queries * heads * width, width, heads * width, 1], 0);
        using var logSumExp = New.Empty([batch, heads, queries], torch.ScalarType.Float32);
        FlashAttention.Forward(Problem(q.Tensor, k.Tensor, v.Tensor, mask, causal), Heads(output), logSumExp.FloatData);
        if (mask is not { dtype: torch.ScalarType.Float32 })
        {
            return Tape.Record(
                output, [query, key, value], mask is null ? [q.Tensor, k.Tensor, v.Tensor, output, logSumExp] : [q.Tensor, k.Tensor, v.Tensor, output, logSumExp, mask],
                (causal, mask is not null), _backward, "scaled_dot_product_attention");
        }
        return Tape.Record(
            output, [query, key, value, mask], [q.Tensor, k.Tensor, v.Tensor, output, logSumExp, mask], (causal, true), _backward, "scaled_dot_product_attention");
    }

    private static AttentionProblem Problem(torch.Tensor query, torch.Tensor key, torch.Tensor value, torch.Tensor? mask, bool causal)
    {
        var problem = new AttentionProblem
        {
            Batch = checked((int)query.Sizes[0]),
            Heads = checked((int)query.Sizes[1]),
            Queries = checked((int)query.Sizes[2]),
            Keys = checked((int)key.Sizes[2]),
            Width = checked((int)query.Sizes[3]),
            Scale = (float)(1 / Math.Sqrt(query.Sizes[3])),
            Causal = causal,
            Query = Heads(query),
            Key = Heads(key),
            Value = Heads(value),
        };
        if (mask is null) return problem;
        return mask.dtype == torch.ScalarType.Bool
            ? problem with { Mask = new ScoreView<bool>((bool*)mask.Data, (nint)mask.Strides[0], (nint)mask.Strides[1], (nint)mask.Strides[2], (nint)mask.Strides[3]) }
            : problem with { Bias = new ScoreView<float>(mask.FloatData, (nint)mask.Strides[0], (nint)mask.Strides[1], (nint)mask.Strides[2], (nint)mask.Strides[3]) };
    }

    private static HeadView Heads(torch.Tensor tensor) => new(tensor.FloatData, (nint)tensor.Strides[0], (nint)tensor.Strides[1], (nint)tensor.Strides[2]);

    private static Conversion.Borrowed WithUnitStep(torch.Tensor tensor) =>
        tensor.Strides[3] == 1 ? new Conversion.Borrowed(tensor, own: false) : new Conversion.Borrowed(Conversion.To(tensor, tensor.dtype), own: true);
}
