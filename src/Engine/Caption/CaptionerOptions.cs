using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Layers;

namespace Rag.Engine.Caption;

/// <summary>The sizes of a captioner: config.json with model_type "rag-captioner".</summary>
/// <exception cref="ArgumentOutOfRangeException">A number makes no sense.</exception>
public sealed record CaptionerOptions
{
    internal const string ModelType = "rag-captioner";
    private const int Inner = 4; // times the width

    /// <summary>Words it writes by itself, special ones included.</summary>
    public int Vocabulary { get; init => field = Positive(value); } = 4_000;

    /// <summary>Numbers of a patch's state in the picture encoder.</summary>
    public int PatchWidth { get; init => field = Positive(value); } = 384;

    /// <summary>Numbers of a word's state; a multiple of the heads.</summary>
    public int Width { get; init => field = Positive(value); } = 256;

    /// <summary>Gated decoder layers.</summary>
    public int Layers { get; init => field = Positive(value); } = 2;

    /// <summary>Heads of a layer.</summary>
    public int Heads { get; init => field = Positive(value); } = 8;

    /// <summary>The gates before training, before the sigmoid: at 0 half comes from the memory, which is where a captioner sees the picture.</summary>
    public double GateStart { get; init => field = double.IsFinite(value) ? value : throw Bad(value); }

    /// <summary>Words of the longest caption that is written or read.</summary>
    public int Words { get; init => field = Positive(value); } = 18;

    /// <summary>Retrieved captions that are read.</summary>
    public int Retrieved { get; init => field = Positive(value); } = 6;

    /// <summary>Probability of dropping a number while training.</summary>
    public double Dropout { get; init => field = value is >= 0 and < 1 ? value : throw Bad(value); } = 0.2;

    /// <summary>A decoder layer's sizes.</summary>
    internal LayerOptions Layer => new(Width, Heads, Inner * Width) { Dropout = Dropout };

    /// <summary>The weights of the matrices: a lower bound of all weights.</summary>
    internal long Weights => ((long)Vocabulary * Width) + (Layers * Layer.Weights) + ((long)PatchWidth * Width);

    /// <exception cref="CheckpointException">The folder holds another model, or a value is absent or out of range.</exception>
    internal static CaptionerOptions Read(ModelConfig config)
    {
        if (config.Text("model_type") is not ModelType and var other) throw config.Bad($"a model of type \"{other}\" is no captioner");
        return new CaptionerOptions
        {
            Vocabulary = config.Count("vocab_size", 1, 4_000_000),
            PatchWidth = config.Count("patch_width", 1, 16384),
            Width = config.Count("width", 1, 16384),
            Layers = config.Count("layers", 1, 1000),
            Heads = config.Count("heads", 1, 1024),
            GateStart = config.Number("gate_start", -100, 100),
            Words = config.Count("words", 1, 1000),
            Retrieved = config.Count("retrieved", 1, 1000),
            Dropout = config.Number("dropout", 0, 0.999),
        };
    }

    internal JsonObject ToConfig() => new()
    {
        ["model_type"] = ModelType,
        ["vocab_size"] = Vocabulary,
        ["patch_width"] = PatchWidth,
        ["width"] = Width,
        ["layers"] = Layers,
        ["heads"] = Heads,
        ["gate_start"] = GateStart,
        ["words"] = Words,
        ["retrieved"] = Retrieved,
        ["dropout"] = Dropout,
    };

    private static int Positive(int value, [CallerMemberName] string name = "") =>
        value >= 1 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} is 1 or more, not {value}.");

    private static ArgumentOutOfRangeException Bad(double value, [CallerMemberName] string name = "") =>
        new(name, value, $"{name} cannot be {value}.");
}
