using Rag.Attention;
using Rag.Attention.Inference;

namespace Rag.Encoders.Layers;

/// <summary>Down(activation(Up(x))), each token for itself.</summary>
public sealed class FeedForward : NamedModule
{
    private readonly Activation _activation;

    /// <summary>Draws the weights from the global generator (torch.manual_seed).</summary>
    public FeedForward(LayerOptions options) : base(nameof(FeedForward))
    {
        _activation = options.Activation;
        Up = Part("up", Linear(options.Width, options.Inner));
        Down = Part("down", Linear(options.Inner, options.Width));
    }

    /// <summary>width -> inner.</summary>
    public Linear Up { get; }

    /// <summary>inner -> width.</summary>
    public Linear Down { get; }

    /// <summary>(..., width) to (..., width).</summary>
    public Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return Down.Run(_activation.After(Up, x)).MoveToOuterDisposeScope(); // (..., inner) between
    }

    /// <summary>residual + what <see cref="forward"/> makes of <paramref name="x"/>.</summary>
    public Tensor Plus(Tensor residual, Tensor x)
    {
        using var scope = NewDisposeScope();
        return Down.RunPlus(_activation.After(Up, x), residual).MoveToOuterDisposeScope();
    }
}
