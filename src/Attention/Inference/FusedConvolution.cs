namespace Rag.Attention.Inference;

/// <summary>
/// Convolutions over time, steps before channels as linear layers have them. In inference they are one product of the packed weights with
/// the steps that each result sees laid side by side: libtorch's own turns the sound about twice and is slower.
/// </summary>
public static class FusedConvolution
{
    /// <summary>finish(convolution(x)), zeros standing before the first and after the last step: (batch, steps, inputs) to (batch, results, outputs).</summary>
    public static Tensor Run(this Conv1d convolution, Tensor x, Finish finish = Finish.None)
    {
        using var scope = NewDisposeScope();
        if (PackedWeights.Of(x, convolution) is { } packed)
            return LibTorch.Linear(Seen(x, convolution), packed.Weight, packed.Bias, finish).MoveToOuterDisposeScope();
        return finish.Of(convolution.call(x.transpose(1, 2))).transpose(1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>What each result sees, step after step: (batch, results, kernel * inputs).</summary>
    private static Tensor Seen(Tensor x, Conv1d convolution)
    {
        var (kernel, stride, padding, dilation) = (convolution.weight!.shape[2], convolution.stride[0], convolution.padding![0], convolution.dilation[0]);
        var padded = functional.pad(x, [0, 0, padding, padding]).contiguous(); // (batch, steps + 2 padding, inputs)
        var (batch, steps, inputs) = (padded.shape[0], padded.shape[1], padded.shape[2]);
        var results = ((steps - (dilation * (kernel - 1)) - 1) / stride) + 1;
        return padded.as_strided([batch, results, kernel, inputs], [steps * inputs, stride * inputs, dilation * inputs, 1]).reshape(batch, results, kernel * inputs);
    }
}
