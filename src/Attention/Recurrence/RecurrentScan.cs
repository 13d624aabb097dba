namespace Rag.Attention.Recurrence;

/// <summary>
/// A running mean over time whose memory is chosen anew at each step. The first half of the channels runs forward, the other half backward:
/// <code>
/// c[t] = f[t] c[t - 1] + (1 - f[t]) z[t]
/// </code>
/// </summary>
/// <remarks>An exception in a backward pass would end the process, so all that can be wrong is refused in the forward pass.</remarks>
public sealed class RecurrentScan : torch.autograd.SingleTensorFunction<RecurrentScan>
{
    /// <inheritdoc/>
    public override string Name => nameof(RecurrentScan);

    /// <summary>c of (batch, tokens, channels), beginning at 0 on either side.</summary>
    /// <param name="forget">f, float32 (batch, tokens, channels), an even number of channels.</param>
    /// <param name="input">z, of the same shape.</param>
    /// <exception cref="ArgumentException">The two do not fit together.</exception>
    public static Tensor Run(Tensor forget, Tensor input)
    {
        if (forget.dim() != 3 || !forget.shape.SequenceEqual(input.shape) || forget.shape[2] % 2 != 0)
            throw new ArgumentException($"A scan wants two tensors (batch, tokens, even channels), not ({string.Join(", ", forget.shape)}) and ({string.Join(", ", input.shape)}).");
        if (forget.dtype != ScalarType.Float32 || input.dtype != ScalarType.Float32)
            throw new ArgumentException($"A scan is computed in float32, not in {forget.dtype} and {input.dtype}.");
        return apply(forget, input);
    }

    /// <inheritdoc/>
    public override Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars)
    {
        using var scope = NewDisposeScope();
        var (f, z) = (((Tensor)vars[0]).contiguous(), ((Tensor)vars[1]).contiguous());
        var c = f.device_type == DeviceType.CPU ? ScanKernel.Forward(f, z) : DoublingScan.Forward(f, z);
        ctx.save_for_backward([f.MoveToOuterDisposeScope(), z.MoveToOuterDisposeScope(), c.MoveToOuterDisposeScope()]); // read after this returns
        return c;
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(torch.autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var scope = NewDisposeScope();
        var saved = ctx.get_saved_variables();
        var (f, z, c, g) = (saved[0], saved[1], saved[2], grad_output.contiguous());
        var (df, dz) = f.device_type == DeviceType.CPU ? ScanKernel.Backward(f, z, c, g) : DoublingScan.Backward(f, z, c, g);
        return [df.MoveToOuterDisposeScope(), dz.MoveToOuterDisposeScope()];
    }
}
