using Rag.Attention;
using Rag.Attention.Inference;

namespace Rag.Encoders.Audio;

/// <summary>
/// x + drop(Linear(relu(conv(LN(x))))), the convolution's three steps (or as many as asked for) <c>dilation</c> apart. Dropout takes
/// whole channels of a recording.
/// </summary>
internal sealed class DilatedBlock : NamedModule
{
    private readonly double _dropout;
    private readonly LayerNorm _norm;
    private readonly Conv1d _convolution;
    private readonly Linear _mix;

    public DilatedBlock(int width, int dilation, double dropout, int kernel = 3) : base(nameof(DilatedBlock))
    {
        _dropout = dropout;
        _norm = Part("norm", LayerNorm(width));
        _convolution = Part("convolution", Conv1d(width, width, kernel, padding: kernel / 2 * dilation, dilation: dilation));
        _mix = Part("mix", Linear(width, width));
    }

    /// <param name="x">(batch, steps, width)</param>
    /// <param name="mask">float (batch, steps, 1), 0 where a recording is padded; null where none is.</param>
    public Tensor forward(Tensor x, Tensor? mask)
    {
        using var scope = NewDisposeScope();
        var near = _convolution.Run(SoundEncoder.Masked(_norm.call(x), mask), Finish.Relu); // (batch, steps, width)
        if (!training || _dropout == 0) return _mix.RunPlus(near, x).MoveToOuterDisposeScope();
        return (x + (_mix.Run(near) * functional.dropout(torch.ones(x.shape[0], 1, x.shape[2]), _dropout))).MoveToOuterDisposeScope();
    }
}
