using System.Text.Json.Nodes;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Embeddings;
using Rag.Encoders.Layers;

namespace Rag.Encoders.Images.Hybrid;

/// <summary>The sizes of a <see cref="HybridEncoder"/>, and how a picture is handed to it.</summary>
public sealed record HybridEncoderOptions
{
    internal const string Architecture = "RagHybridEncoder";

    private const double BrightestByte = 255;

    /// <summary>The net whose cells are the patches.</summary>
    public ResidualNetOptions Net { get; init; } = new();

    /// <summary>What is taken from red, green and blue (0 to 255) before the net sees them; they are not scaled.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [123.15163f, 115.902885f, 103.06262f];

    /// <summary>
    /// Pixels of a side that a picture is resized to for inference, as large as training ends with; the encoder itself takes any size.
    /// </summary>
    public int Size { get; init; } = 192;

    /// <summary>Numbers of a patch state.</summary>
    public int Width { get; init; } = 384;

    /// <summary>Transformer layers over the patches.</summary>
    public int Layers { get; init; } = 2;

    /// <summary>Attention heads; they divide the width.</summary>
    public int Heads { get; init; } = 6;

    /// <summary>Numbers of a patch within the feed-forward part.</summary>
    public int Inner { get; init; } = 1536;

    /// <summary>Learned softmax pools over the patches, beside their mean.</summary>
    public int Pools { get; init; } = 4;

    /// <summary>Numbers of the embedding: those of the text encoder whose space it shares.</summary>
    public int Dimension { get; init; } = 384;

    /// <summary>The text encoder's space, see <see cref="EmbeddingSpace"/>; null where it is not known.</summary>
    public string? Space { get; init; }

    /// <summary>Dropout within the transformer, while training.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>Numbers of the pooled picture.</summary>
    public int Pooled => Width * (1 + Pools);

    internal LayerOptions Layer => new(Width, Heads, Inner) { Dropout = Dropout };

    internal long Weights => Net.Weights + (Layers * Layer.Weights) + ((long)Pooled * Dimension);

    internal static HybridEncoderOptions Read(ModelConfig config)
    {
        if (config.Text("model_type") is var type && type != Architecture) throw config.Bad($"\"model_type\" is \"{type}\", not {Architecture}");
        var options = new HybridEncoderOptions
        {
            Net = ResidualNetOptions.Read(config),
            Mean = [.. config.Numbers("image_mean", 3).Select(mean => mean is >= 0 and <= BrightestByte ? (float)mean : throw config.Bad($"\"image_mean\" has {mean}, no brightness of 0 to 255"))],
            Size = config.Count("image_size", 1, 4096),
            Width = config.Count("hidden_size", 1, 100_000),
            Layers = config.Count("num_hidden_layers", 0, 1000),
            Heads = config.Count("num_attention_heads", 1, 1000),
            Inner = config.Count("intermediate_size", 1, 100_000),
            Pools = config.Count("pools", 0, 1000),
            Dimension = config.Count("projection_dim", 1, 100_000),
            Space = EmbeddingSpace.Read(config),
        };
        return options.Width % options.Heads == 0 ? options : throw config.Bad($"{options.Heads} heads do not divide a width of {options.Width}");
    }

    internal JsonObject ToConfig()
    {
        var config = EmbeddingSpace.Write(Space, new()
        {
            ["architectures"] = new JsonArray(nameof(HybridEncoder)),
            ["model_type"] = Architecture,
            ["image_size"] = Size,
            ["image_mean"] = new JsonArray([.. Mean.Select(mean => JsonValue.Create(mean))]),
            ["hidden_size"] = Width,
            ["num_hidden_layers"] = Layers,
            ["num_attention_heads"] = Heads,
            ["intermediate_size"] = Inner,
            ["pools"] = Pools,
            ["projection_dim"] = Dimension,
        });
        Net.WriteTo(config);
        return config;
    }
}
