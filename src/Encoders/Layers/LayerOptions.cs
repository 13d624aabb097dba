using Rag.Attention;

namespace Rag.Encoders.Layers;

/// <summary>The sizes and kinds of a transformer layer.</summary>
/// <param name="Width">Numbers of a token's state.</param>
/// <param name="Heads">Attention heads; they divide the width.</param>
/// <param name="Inner">Numbers of a token within the feed-forward part.</param>
public sealed record LayerOptions(int Width, int Heads, int Inner)
{
    /// <summary>The feed-forward part's nonlinearity.</summary>
    public Activation Activation { get; init; } = Activation.Gelu;

    /// <summary>Added to the variance in layer normalization.</summary>
    public double NormEpsilon { get; init; } = 1e-5;

    /// <summary>Whether a token reads only itself and those before it.</summary>
    public bool Causal { get; init; }

    /// <summary>Which of the attention's projections have a bias.</summary>
    public ProjectionBias ProjectionBias { get; init; } = ProjectionBias.All;

    /// <summary>Probability of dropping a number of what is added to the state, while training.</summary>
    public double Dropout { get; init; }

    /// <summary>Probability of dropping an attention weight, while training.</summary>
    public double AttentionDropout { get; init; }

    /// <summary>The weights of a layer's matrices: a lower bound of all its weights.</summary>
    public long Weights => (4L * Width * Width) + (2L * Width * Inner);

    internal AttentionOptions Attention =>
        new(Width, Heads, projectionBias: ProjectionBias, causal: Causal, dropout: AttentionDropout);
}
