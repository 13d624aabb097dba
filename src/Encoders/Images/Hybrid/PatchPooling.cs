using Rag.Attention;

namespace Rag.Encoders.Images.Hybrid;

/// <summary>The mean of the patches, and as many weighted means as there are pools, each with softmax weights of its own.</summary>
internal sealed class PatchPooling : NamedModule
{
    private readonly Linear? _scores;

    public PatchPooling(int width, int pools) : base(nameof(PatchPooling))
    {
        if (pools > 0) _scores = Part("scores", Linear(width, pools));
    }

    /// <summary>(batch, patches, width) to (batch, (1 + pools) * width).</summary>
    public Tensor forward(Tensor patches)
    {
        var mean = patches.mean([1]); // (batch, width)
        if (_scores is null) return mean;
        var weights = functional.softmax(_scores.call(patches), 1).transpose(1, 2); // (batch, pools, patches)
        return torch.cat([mean, torch.matmul(weights, patches).flatten(1)], -1);
    }
}
