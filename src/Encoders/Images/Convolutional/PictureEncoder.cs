using Rag.Attention;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Layers;
using Rag.Files.Pictures;

namespace Rag.Encoders.Images.Convolutional;

/// <summary>
/// Our own picture encoder: convolutions down to a sixteenth of the side, transformer layers over what is left, and an
/// embedding in the space of the text encoder, where the picture's captions lie.
/// </summary>
public sealed class PictureEncoder : NamedModule, IPictureEncoder
{
    private readonly ModuleList<ConvolutionStage> _stages;
    private readonly PatchPosition _position;
    private readonly ModuleList<PreNormLayer> _layers;
    private readonly LayerNorm _norm;
    private readonly PatchPooling _pooling;
    private readonly Linear _embedding;

    /// <summary>Draws the weights from the global generator (torch.manual_seed).</summary>
    public PictureEncoder(PictureEncoderOptions options) : base(nameof(PictureEncoder))
    {
        Options = options;
        int[] channels = [3, .. options.Channels];
        _stages = Part("stages", ModuleList<ConvolutionStage>(
            [.. options.Blocks.Select((blocks, i) => new ConvolutionStage(channels[i], channels[i + 1], blocks))]));
        _position = Part("position", new PatchPosition(options.Width));
        _layers = Part("layers", ModuleList<PreNormLayer>([.. Enumerable.Range(0, options.Layers).Select(_ => new PreNormLayer(options.Layer))]));
        _norm = Part("norm", LayerNorm(options.Width));
        _pooling = Part("pooling", new PatchPooling(options.Width, options.Pools));
        _embedding = Part("embedding", Linear(options.Pooled, options.Dimension));
    }

    /// <summary>An encoder that knows nothing yet, its weights drawn from a seed.</summary>
    public static PictureEncoder Untrained(PictureEncoderOptions options, long seed)
    {
        torch.manual_seed(seed);
        return new PictureEncoder(options);
    }

    /// <summary>What it was built from.</summary>
    public PictureEncoderOptions Options { get; }

    /// <inheritdoc/>
    public int Dimension => Options.Dimension;

    /// <summary>Opens a model of a folder, ready to encode: dropout off, batch normalization folded into the convolutions.</summary>
    /// <exception cref="CheckpointException">The folder holds no such encoder, or is damaged.</exception>
    public static PictureEncoder Open(ModelFolder folder)
    {
        var options = PictureEncoderOptions.Read(folder.Config);
        var encoder = Blank(() => new PictureEncoder(options));
        folder.Fill(encoder, new TensorNames());
        encoder.eval();
        encoder.Fold();
        return encoder;
    }

    /// <summary>Saves config.json and the weights; <see cref="ModelFolder.Save"/> says how.</summary>
    public void Save(string folder, TensorType type = TensorType.F32) => ModelFolder.Save(folder, Options.ToConfig(), this, new TensorNames(), type);

    /// <param name="pictures">(batch, 3, height, width), normalized; the sides are multiples of 16.</param>
    /// <returns>Patch states (batch, patches, width), row by row.</returns>
    public Tensor Patches(Tensor pictures)
    {
        using var scope = NewDisposeScope();
        var x = pictures;
        foreach (var stage in _stages) x = stage.forward(x); // (batch, width, height / 16, width / 16)
        var (rows, columns) = (x.shape[2], x.shape[3]);
        x = x.flatten(2).transpose(1, 2) + _position.forward(rows, columns); // (batch, patches, width)
        foreach (var layer in _layers) x = layer.forward(x);
        return _norm.call(x).MoveToOuterDisposeScope();
    }

    /// <summary>What the heads read of patch states: (batch, <see cref="PictureEncoderOptions.Pooled"/>).</summary>
    public Tensor Pool(Tensor patches)
    {
        using var scope = NewDisposeScope();
        return functional.dropout(_pooling.forward(patches), Options.HeadDropout, training).MoveToOuterDisposeScope();
    }

    /// <summary>The embedding of a pooled picture: (batch, dimension), of length 1.</summary>
    public Tensor Embed(Tensor pooled)
    {
        using var scope = NewDisposeScope();
        return functional.normalize(_embedding.call(pooled), dim: -1).MoveToOuterDisposeScope();
    }

    /// <summary>Embeddings of pictures (batch, 3, height, width): (batch, dimension), of length 1.</summary>
    public Tensor forward(Tensor pictures)
    {
        using var scope = NewDisposeScope();
        return Embed(Pool(Patches(pictures))).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    /// <remarks>The whole picture, squeezed to a square, and its mirror image: (2, 3, size, size).</remarks>
    public Tensor Views(Picture picture)
    {
        var pyramid = new PicturePyramid(picture);
        using var plain = PictureBatch.Whole([pyramid], Options.Size); // (1, 3, size, size)
        using var mirrored = PictureBatch.Whole([pyramid], Options.Size, mirrored: true);
        return torch.cat([plain, mirrored], 0);
    }

    /// <inheritdoc/>
    /// <remarks>The mean of the views' embeddings.</remarks>
    public Tensor EmbedViews(Tensor pictures)
    {
        using var scope = NewDisposeScope();
        var views = forward(pictures.flatten(0, 1)).view(pictures.shape[0], pictures.shape[1], -1); // (pictures, views, dimension)
        return functional.normalize(views.mean([1]), dim: -1).MoveToOuterDisposeScope();
    }

    private void Fold() => apply(module => (module as NormedConvolution)?.Fold());
}
