using System.Text.Json.Nodes;
using Rag.Encoders.Checkpoints;

namespace Rag.Encoders.Images.Hybrid;

/// <summary>The sizes of a <see cref="ResidualNet"/>; the defaults are those of the net of 18 layers.</summary>
public sealed record ResidualNetOptions
{
    private const string Stem = "embedding_size", Widths = "hidden_sizes", Blocks = "depths";

    /// <summary>Channels after the stem, at a quarter of the picture's side.</summary>
    public int StemWidth { get; init; } = 64;

    /// <summary>Channels of the stages; each but the first halves the sides.</summary>
    public IReadOnlyList<int> Channels { get; init; } = [64, 128, 256, 512];

    /// <summary>Residual blocks of the stages.</summary>
    public IReadOnlyList<int> Depths { get; init; } = [2, 2, 2, 2];

    /// <summary>Channels of a cell of the last map.</summary>
    public int Width => Channels[^1];

    /// <summary>Pixels of a cell's side.</summary>
    public int Cell => 4 << (Channels.Count - 1);

    /// <summary>The weights of the blocks' kernels of 3 x 3: a lower bound of all weights.</summary>
    internal long Weights => 9 * Channels.Zip(Depths, (width, depth) => (long)width * width * ((2 * depth) - 1)).Sum();

    /// <summary>Reads the config.json of Hugging Face's ResNetModel, or of a model that says the same of its net.</summary>
    /// <exception cref="CheckpointException">A size is missing or makes no sense.</exception>
    internal static ResidualNetOptions Read(ModelConfig config)
    {
        var (channels, depths) = (config.Counts(Widths, 1, 10_000), config.Counts(Blocks, 1, 100));
        if (channels.Count is 0 or > 6 || channels.Count != depths.Count) throw config.Bad($"\"{Widths}\" and \"{Blocks}\" have {channels.Count} and {depths.Count} numbers; 1 to 6 stages have one of each");
        return new ResidualNetOptions { StemWidth = config.Count(Stem, 1, 10_000), Channels = channels, Depths = depths };
    }

    internal void WriteTo(JsonObject config)
    {
        config[Stem] = StemWidth;
        config[Widths] = new JsonArray([.. Channels.Select(count => JsonValue.Create(count))]);
        config[Blocks] = new JsonArray([.. Depths.Select(count => JsonValue.Create(count))]);
    }
}
