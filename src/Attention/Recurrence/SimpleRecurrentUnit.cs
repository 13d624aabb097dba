using Rag.Attention.Inference;
using TorchSharp.Utils;

namespace Rag.Attention.Recurrence;

/// <summary>
/// A recurrent layer whose only step over time is a scan (Lei et al., "Simple recurrent units", 2018), half of its channels backward:
/// <code>
/// [z f r] = W x; f, r = sigmoid(. + b); c = scan(f, z); h = r c + (1 - r) x
/// </code>
/// </summary>
public sealed class SimpleRecurrentUnit : NamedModule
{
    private const double LeastMemory = -1, MostMemory = 2; // of the forget gate before its sigmoid: from 0.6 to 7 tokens
    private const double Limit = 30; // of a gate before its sigmoid; without it a long run ended in NaN

    private readonly double _dropout;
    private readonly Linear _weights;

    [ComponentName(Name = "forget")]
    private readonly Parameter _forget; // (width)

    [ComponentName(Name = "reset")]
    private readonly Parameter _reset; // (width)

    /// <summary>Draws the weights from the global generator (torch.manual_seed).</summary>
    /// <param name="width">Numbers of a token, an even number.</param>
    /// <param name="dropout">Of the numbers that W reads while training, the same ones for all tokens of a row.</param>
    public SimpleRecurrentUnit(int width, double dropout = 0) : base(nameof(SimpleRecurrentUnit))
    {
        if (width < 2 || width % 2 != 0) throw new ArgumentException($"Half of the channels run backward: their number is even, not {width}.", nameof(width));
        if (!(dropout is >= 0 and < 1)) throw new ArgumentException($"A dropout probability lies in [0, 1), not {dropout}.", nameof(dropout));
        _dropout = dropout;
        _weights = Part("weights", Linear(width, 3 * width, hasBias: false));
        _forget = Learned("forget", torch.linspace(LeastMemory, MostMemory, width / 2).repeat(2));
        _reset = Learned("reset", torch.zeros(width));
    }

    /// <param name="x">(batch, tokens, width), zeros where a row is padded.</param>
    /// <param name="mask">float32 (batch, tokens, 1), 0 where a row is padded and 1 elsewhere; padding comes last.</param>
    /// <returns>(batch, tokens, width), zeros where a row is padded.</returns>
    public Tensor forward(Tensor x, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var u = _weights.Run(SharedDropout.Apply(x, _dropout, training)).chunk(3, -1);
        var (z, f, r) = (u[0], Gate(u[1], _forget), Gate(u[2], _reset)); // (batch, tokens, width)
        var c = RecurrentScan.Run(f, z);
        return ((x + (r * (c - x))) * mask).MoveToOuterDisposeScope();
    }

    private static Tensor Gate(Tensor x, Parameter bias) => torch.sigmoid((x + bias).clamp(-Limit, Limit));
}
