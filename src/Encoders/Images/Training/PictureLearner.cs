using Rag.Attention;
using Rag.Encoders.Images.Hybrid;
using TorchSharp.Utils;

namespace Rag.Encoders.Images.Training;

/// <summary>The encoder, and what only its training needs: the word head and the scale of the cosines.</summary>
internal sealed class PictureLearner : NamedModule
{
    private readonly double _mostScale;
    private readonly Linear _words;
    [ComponentName(Name = "log_scale")]
    private readonly Parameter _logScale;

    public PictureLearner(HybridEncoder encoder, IReadOnlyList<float> wordFrequencies, PictureTrainingOptions options) : base(nameof(PictureLearner))
    {
        _mostScale = options.MostScale;
        Encoder = Part("encoder", encoder);
        _words = Part("words", Linear(encoder.Options.Pooled, wordFrequencies.Count));
        _logScale = Learned("log_scale", torch.tensor((float)Math.Log(options.FirstScale)));
        using var off = no_grad();
        using var odds = torch.tensor([.. wordFrequencies.Select(share => (float)Math.Log(share / (1 - Math.Min(0.99, share))))]);
        _words.bias!.copy_(odds);
    }

    public HybridEncoder Encoder { get; }

    /// <summary>What cosines are multiplied by.</summary>
    public Tensor Scale => torch.exp(_logScale).clamp(max: _mostScale);

    /// <summary>(batch, 3, size, size) to embeddings (batch, dimension) and logits of the words (batch, words).</summary>
    public (Tensor Embeddings, Tensor Words) forward(Tensor pictures)
    {
        var pooled = Encoder.Pool(Encoder.Patches(pictures));
        return (Encoder.Embed(pooled), _words.call(pooled));
    }
}
