using Rag.Attention;
using Rag.Encoders.Checkpoints;

namespace Rag.Encoders.Images.Hybrid;

/// <summary>The convolutions of a residual net of basic blocks (He et al., "Deep residual learning for image recognition", 2016).</summary>
public sealed class ResidualNet : NamedModule
{
    private const int Colours = 3, StemKernel = 7;

    private static readonly TensorNames _names = new() { Parts = [("stem", "embedder.embedder"), ("stages", "encoder.stages")], Prefixes = ["", "resnet."], LeftAside = ["classifier."] };

    private readonly NormedConvolution _stem;
    private readonly ModuleList<ResidualStage> _stages;

    /// <summary>Draws the weights from the global generator (torch.manual_seed).</summary>
    /// <param name="folded">Whether the batch normalization is part of the convolutions.</param>
    internal ResidualNet(ResidualNetOptions options, bool folded) : base(nameof(ResidualNet))
    {
        Options = options;
        int[] channels = [options.StemWidth, .. options.Channels];
        _stem = Part("stem", new NormedConvolution(Colours, options.StemWidth, StemKernel, 2, folded));
        _stages = Part("stages", ModuleList<ResidualStage>(
            [.. options.Depths.Select((depth, i) => new ResidualStage(channels[i], channels[i + 1], i == 0 ? 1 : 2, depth, folded))]));
    }

    /// <summary>What it was built from.</summary>
    public ResidualNetOptions Options { get; }

    /// <summary>Opens Hugging Face's ResNetModel, its batch normalization apart.</summary>
    /// <exception cref="CheckpointException">The folder holds no such net, or is damaged.</exception>
    public static ResidualNet Open(ModelFolder folder)
    {
        var config = folder.Config;
        if (config.Text("model_type") is var type && type != "resnet") throw config.Bad($"\"model_type\" is \"{type}\", not resnet");
        if (config.Text("layer_type", "bottleneck") is var layer && layer != "basic") throw config.Bad($"\"layer_type\" is \"{layer}\"; only basic layers are known here");
        if (config.Text("hidden_act", "relu") != "relu" || config.Flag("downsample_in_first_stage", false)) throw config.Bad("only nets of relu whose first stage keeps the size are known here");
        var options = ResidualNetOptions.Read(config);
        folder.RequireWeights(options.Weights);
        var net = Blank(() => new ResidualNet(options, folded: false));
        folder.Fill(net, _names);
        return net;
    }

    /// <summary>Keeps the stem and the first stages as they are while the rest is trained.</summary>
    public void Freeze(int stages)
    {
        foreach (var parameter in _stem.parameters().Concat(_stages.Take(stages).SelectMany(stage => stage.parameters()))) parameter.requires_grad = false;
    }

    /// <summary>Takes over what another, that is not folded, computes.</summary>
    internal void Fold(ResidualNet other)
    {
        foreach (var (own, given) in Convolutions().Zip(other.Convolutions())) own.Fold(given);
    }

    private IEnumerable<NormedConvolution> Convolutions() => modules().OfType<NormedConvolution>();

    /// <summary>Pictures (batch, 3, height, width) to cells (batch, width, height / 32, width / 32), none negative.</summary>
    /// <remarks>In memory a cell's numbers lie side by side: so the convolutions take a quarter less time than plane by plane.</remarks>
    public Tensor forward(Tensor pictures)
    {
        using var scope = NewDisposeScope();
        var x = pictures.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        x = _stem.forward(x).relu_(); // (batch, stem, height / 2, width / 2)
        x = functional.max_pool2d(x, 3, 2, 1); // (batch, stem, height / 4, width / 4)
        foreach (var stage in _stages) x = stage.forward(x);
        return x.MoveToOuterDisposeScope();
    }
}
