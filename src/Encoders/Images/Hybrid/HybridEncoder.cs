using Rag.Attention;
using Rag.Attention.Inference;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Images.Preprocessing;
using Rag.Encoders.Layers;
using Rag.Files.Pictures;
using TorchSharp.Utils;

namespace Rag.Encoders.Images.Hybrid;

/// <summary>
/// Our own picture encoder: a vision transformer whose patches are the cells of a residual net (the hybrid of Dosovitskiy et al., 2021,
/// section 3.1), and an embedding in the space of the text encoder, where the picture's captions lie.
/// </summary>
public sealed class HybridEncoder : NamedModule, IPictureEncoder
{
    /// <summary>The directions that no embedding has a part in: the mean of the captions, in two languages.</summary>
    internal const int AsideDirections = 2;

    private readonly PatchPosition _position;
    private readonly Linear _projection;
    private readonly ModuleList<PreNormLayer> _layers;
    private readonly LayerNorm _norm;
    private readonly PatchPooling _pooling;
    private readonly Linear _embedding;
    [ComponentName(Name = "aside")]
    private readonly Tensor? _aside; // (directions, dimension), orthonormal or zero
    private readonly Preprocessor _preprocessor;

    /// <summary>Draws the weights from the global generator (torch.manual_seed).</summary>
    /// <param name="net">What sees, or null for one with everything folded.</param>
    private HybridEncoder(HybridEncoderOptions options, ResidualNet? net) : base(nameof(HybridEncoder))
    {
        Options = options;
        Net = Part("net", net ?? new ResidualNet(options.Net, folded: true));
        _projection = Part("projection", Linear(options.Net.Width, options.Width));
        _position = Part("position", new PatchPosition(options.Width));
        _layers = Part("layers", ModuleList<PreNormLayer>([.. Enumerable.Range(0, options.Layers).Select(_ => Silent(new PreNormLayer(options.Layer)))]));
        _norm = Part("norm", LayerNorm(options.Width));
        _pooling = Part("pooling", new PatchPooling(options.Width, options.Pools));
        _embedding = Part("embedding", Linear(options.Pooled, options.Dimension));
        if (net is not null) _aside = Constant("aside", torch.zeros(AsideDirections, options.Dimension));
        _preprocessor = new Preprocessor(new PreprocessorOptions { Size = (options.Size, options.Size), Crop = null, Scale = 1, Mean = options.Mean, Deviation = [1, 1, 1] });
    }

    /// <summary>An encoder that is to be trained over a net; what is new is drawn from a seed.</summary>
    /// <param name="net">Belongs to the encoder afterwards.</param>
    /// <param name="options">Their sizes of the net are its own.</param>
    public static HybridEncoder Over(ResidualNet net, HybridEncoderOptions options, long seed)
    {
        torch.manual_seed(seed);
        return new HybridEncoder(options with { Net = net.Options }, net);
    }

    /// <summary>What it was built from.</summary>
    public HybridEncoderOptions Options { get; }

    /// <summary>What makes cells of pixels.</summary>
    public ResidualNet Net { get; }

    /// <inheritdoc/>
    public int Dimension => Options.Dimension;

    /// <summary>Opens a model of a folder, ready to encode: dropout off, batch normalization folded into the convolutions.</summary>
    /// <exception cref="CheckpointException">The folder holds no such encoder, or is damaged.</exception>
    public static HybridEncoder Open(ModelFolder folder)
    {
        var options = HybridEncoderOptions.Read(folder.Config);
        folder.RequireWeights(options.Weights);
        var encoder = Blank(() => new HybridEncoder(options, net: null));
        folder.Fill(encoder, new TensorNames());
        encoder.eval();
        return encoder;
    }

    /// <summary>Saves config.json and the weights, folded; <see cref="ModelFolder.Save"/> says how.</summary>
    public void Save(string folder, TensorType type = TensorType.F32)
    {
        using var folded = Folded();
        ModelFolder.Save(folder, Options.ToConfig(), folded, new TensorNames(), type);
    }

    /// <summary>What a picture is to the encoder: squeezed to a square, (3, size, size).</summary>
    public Tensor Prepare(Picture picture) => _preprocessor.Apply(picture);

    /// <summary>The patch states and the embedding of pictures, by one pass.</summary>
    /// <param name="pictures">(pictures, 3, height, width), each as <see cref="Prepare"/> gives it.</param>
    public PictureStates States(Tensor pictures)
    {
        using var scope = NewDisposeScope();
        var patches = Patches(pictures);
        return new PictureStates(Embed(Pool(patches)).MoveToOuterDisposeScope(), patches.MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    /// <remarks>The whole picture, squeezed to a square, and its mirror image: (2, 3, size, size).</remarks>
    public Tensor Views(Picture picture)
    {
        using var scope = NewDisposeScope();
        var plain = Prepare(picture); // (3, size, size)
        return torch.stack([plain, plain.flip(-1)]).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    /// <remarks>The mean of the views' embeddings.</remarks>
    public Tensor EmbedViews(Tensor pictures)
    {
        using var scope = NewDisposeScope();
        var views = States(pictures.flatten(0, 1)).Embeddings.view(pictures.shape[0], pictures.shape[1], -1); // (pictures, views, dimension)
        return functional.normalize(views.mean([1]), dim: -1).MoveToOuterDisposeScope();
    }

    /// <summary>Pictures (batch, 3, height, width) to patch states (batch, cells, width), row by row.</summary>
    internal Tensor Patches(Tensor pictures)
    {
        using var scope = NewDisposeScope();
        var kept = _projection.weight!.dtype;
        var cells = Net.forward(pictures.to_type(MixedPrecision.IsOn ? bfloat16 : kept)); // (batch, channels, rows, columns)
        var (rows, columns) = ((int)cells.shape[2], (int)cells.shape[3]);
        var x = _projection.Run(cells.permute(0, 2, 3, 1).flatten(1, 2).to_type(kept)) + _position.forward(rows, columns); // (batch, cells, width)
        foreach (var layer in _layers) x = layer.forward(x);
        return _norm.call(x).MoveToOuterDisposeScope();
    }

    /// <summary>What the heads read of patch states: (batch, <see cref="HybridEncoderOptions.Pooled"/>).</summary>
    internal Tensor Pool(Tensor patches)
    {
        using var scope = NewDisposeScope();
        return _pooling.forward(patches).MoveToOuterDisposeScope();
    }

    /// <summary>The embedding of a pooled picture: (batch, dimension), of length 1.</summary>
    internal Tensor Embed(Tensor pooled)
    {
        using var scope = NewDisposeScope();
        var embedding = _embedding.Run(pooled);
        return functional.normalize(_aside is null ? embedding : Beside(embedding, _aside), dim: -1).MoveToOuterDisposeScope();
    }

    /// <summary>Keeps embeddings from having a part in some directions.</summary>
    /// <param name="directions">(<see cref="AsideDirections"/>, dimension), orthonormal or zero.</param>
    internal void Avoid(Tensor directions)
    {
        using var off = no_grad();
        _aside!.copy_(directions);
    }

    /// <summary>Vectors (..., dimension) without their part in some orthonormal directions.</summary>
    internal static Tensor Beside(Tensor vectors, Tensor directions) => vectors - torch.matmul(torch.matmul(vectors, directions.t()), directions);

    private HybridEncoder Folded()
    {
        var folded = Blank(() => new HybridEncoder(Options, net: null));
        using var off = no_grad();
        using var scope = NewDisposeScope();
        folded.Net.Fold(Net);
        var own = state_dict();
        foreach (var (name, target) in folded.state_dict())
        {
            if (!name.StartsWith("net.", StringComparison.Ordinal)) target.copy_(own[name]);
        }
        if (_aside is null) return folded;
        folded._embedding.weight!.copy_(Beside(_embedding.weight!.t(), _aside).t());
        folded._embedding.bias!.copy_(Beside(_embedding.bias!, _aside));
        return folded;
    }

    // Begins by adding nothing to what the net saw.
    private static PreNormLayer Silent(PreNormLayer layer)
    {
        foreach (var output in new[] { layer.Attention.Output!, layer.FeedForward.Down })
        {
            init.zeros_(output.weight);
            init.zeros_(output.bias!);
        }
        return layer;
    }
}
