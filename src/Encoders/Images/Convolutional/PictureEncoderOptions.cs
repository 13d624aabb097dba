using System.Text.Json.Nodes;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Embeddings;
using Rag.Encoders.Layers;

namespace Rag.Encoders.Images.Convolutional;

/// <summary>The sizes of a <see cref="PictureEncoder"/>, and how a picture is handed to it.</summary>
public sealed record PictureEncoderOptions
{
    internal const string Architecture = "RagPictureEncoder";

    /// <summary>
    /// Pixels of a side that a picture is resized to for inference, as large as training ends with; the network itself takes any multiple of 16.
    /// </summary>
    public int Size { get; init; } = 112;

    /// <summary>Channels at a half, a quarter, an eighth and a sixteenth of the picture's side; the last is the width of the patch states.</summary>
    public IReadOnlyList<int> Channels { get; init; } = [32, 48, 96, 256];

    /// <summary>Residual blocks after each halving.</summary>
    public IReadOnlyList<int> Blocks { get; init; } = [0, 2, 2, 1];

    /// <summary>Transformer layers over the patches.</summary>
    public int Layers { get; init; } = 2;

    /// <summary>Attention heads; they divide the width.</summary>
    public int Heads { get; init; } = 8;

    /// <summary>Numbers of a patch within the feed-forward part.</summary>
    public int Inner { get; init; } = 1024;

    /// <summary>Learned softmax pools over the patches, beside their mean.</summary>
    public int Pools { get; init; } = 4;

    /// <summary>Numbers of the embedding: those of the text encoder whose space it shares.</summary>
    public int Dimension { get; init; } = 384;

    /// <summary>The text encoder's space, see <see cref="EmbeddingSpace"/>; null where it is not known.</summary>
    public string? Space { get; init; }

    /// <summary>Dropout within the transformer, while training.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>Dropout of what the heads read, while training.</summary>
    public double HeadDropout { get; init; } = 0.2;

    /// <summary>Numbers of a patch state.</summary>
    public int Width => Channels[^1];

    /// <summary>Numbers of the pooled picture.</summary>
    public int Pooled => Width * (1 + Pools);

    internal LayerOptions Layer => new(Width, Heads, Inner) { Dropout = Dropout };

    internal static PictureEncoderOptions Read(ModelConfig config)
    {
        if (config.Text("model_type") is var type && type != Architecture) throw config.Bad($"\"model_type\" is \"{type}\", not {Architecture}");
        var options = new PictureEncoderOptions
        {
            Size = config.Count("image_size", 16, 4096),
            Channels = Counts("channels"),
            Blocks = Counts("blocks"),
            Layers = config.Count("num_hidden_layers", 0, 1000),
            Heads = config.Count("num_attention_heads", 1, 1000),
            Inner = config.Count("intermediate_size", 1, 100_000),
            Pools = config.Count("pools", 0, 1000),
            Dimension = config.Count("projection_dim", 1, 100_000),
            Space = EmbeddingSpace.Read(config),
        };
        if (options.Size % 16 != 0) throw config.Bad($"\"image_size\" is {options.Size}, not a multiple of 16");
        if (options.Width % options.Heads != 0) throw config.Bad($"{options.Heads} heads do not divide a width of {options.Width}");
        return options;

        int[] Counts(string name) => [.. config.Numbers(name, 4).Select(number => number is >= 0 and <= 10_000 && number == Math.Floor(number) && (number > 0 || name != "channels")
            ? (int)number
            : throw config.Bad($"\"{name}\" has {number}, no count"))];
    }

    internal JsonObject ToConfig() => EmbeddingSpace.Write(Space, new()
    {
        ["architectures"] = new JsonArray(nameof(PictureEncoder)),
        ["model_type"] = Architecture,
        ["image_size"] = Size,
        ["channels"] = new JsonArray([.. Channels.Select(count => JsonValue.Create(count))]),
        ["blocks"] = new JsonArray([.. Blocks.Select(count => JsonValue.Create(count))]),
        ["num_hidden_layers"] = Layers,
        ["num_attention_heads"] = Heads,
        ["intermediate_size"] = Inner,
        ["pools"] = Pools,
        ["projection_dim"] = Dimension,
    });
}
