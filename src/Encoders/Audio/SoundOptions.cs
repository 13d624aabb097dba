using System.Text.Json.Nodes;
using Rag.Encoders.Audio.Features;
using Rag.Encoders.Checkpoints;

namespace Rag.Encoders.Audio;

/// <summary>What our own sound encoder is: config.json with model_type "rag-sound".</summary>
public sealed record SoundOptions
{
    internal const string ModelType = "rag-sound";

    /// <summary>Channels at 10 ms; 160.</summary>
    public int Width { get; init; } = 160;

    /// <summary>Numbers of a state of 5 ms; 128.</summary>
    public int StateWidth { get; init; } = 128;

    /// <summary>Channels of the path that stays at 5 ms; 64.</summary>
    public int DetailWidth { get; init; } = 64;

    /// <summary>Numbers of the embedding; 384, the common space.</summary>
    public int Dimension { get; init; } = 384;

    /// <summary>A residual block each: how many steps of 10 ms lie between the three it looks at.</summary>
    public IReadOnlyList<int> Dilations { get; init; } = [1, 2, 4, 8, 4, 2, 1];

    /// <summary>Probability of dropping a channel of what a block adds, for a whole recording, while training; 0.1.</summary>
    public double Dropout { get; init; } = 0.1;

    internal long Weights =>
        (6L * SpeechFeatures.Bands * Width) + (Dilations.Count * 4L * Width * Width) + (2L * Width * StateWidth)
        + (5L * SpeechFeatures.Bands * DetailWidth) + (3L * (StateWidth + DetailWidth) * StateWidth) + ((long)StateWidth * Dimension);

    /// <exception cref="ArgumentException">A value makes no sense.</exception>
    internal void Validate()
    {
        if (new[] { Width, StateWidth, DetailWidth, Dimension }.Concat(Dilations).Any(size => size < 1))
            throw new ArgumentException("The widths and dilations of a sound encoder are 1 or more.");
        if (!(Dropout >= 0 && Dropout < 1)) throw new ArgumentException($"A dropout probability lies in [0, 1), not {Dropout}.");
    }

    /// <exception cref="CheckpointException">It is of another model, or a value is absent or out of range.</exception>
    public static SoundOptions Read(ModelConfig config)
    {
        if (config.Text("model_type") is not ModelType and var other) throw config.Bad($"a model of type \"{other}\" is no {ModelType}");
        return ReadSizes(config);
    }

    /// <summary>The sizes alone, whatever model they are part of.</summary>
    internal static SoundOptions ReadSizes(ModelConfig config)
    {
        var dilations = config.Numbers("dilations", config.Count("blocks", 1, 100));
        if (dilations.Any(dilation => dilation is < 1 or > 1024 || dilation != Math.Floor(dilation))) throw config.Bad("\"dilations\" are whole numbers within 1..1024");
        return new SoundOptions
        {
            Width = config.Count("width", 1, 16384),
            StateWidth = config.Count("state_width", 1, 16384),
            DetailWidth = config.Count("detail_width", 1, 16384),
            Dimension = config.Count("dimension", 1, 16384),
            Dilations = [.. dilations.Select(dilation => (int)dilation)],
            Dropout = config.Number("dropout", 0, 0.999, 0),
        };
    }

    /// <summary>config.json, as <see cref="Read"/> reads it.</summary>
    public JsonObject ToConfig() => new()
    {
        ["architectures"] = new JsonArray(nameof(SoundEncoder)),
        ["blocks"] = Dilations.Count,
        ["detail_width"] = DetailWidth,
        ["dilations"] = new JsonArray([.. Dilations.Select(dilation => (JsonNode)dilation)]),
        ["dimension"] = Dimension,
        ["dropout"] = Dropout,
        ["model_type"] = ModelType,
        ["state_width"] = StateWidth,
        ["width"] = Width,
    };
}
