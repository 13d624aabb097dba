using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Rag.Encoders.Checkpoints;

namespace Rag.Encoders.Audio.Aligner;

/// <summary>The sizes of an aligner: config.json with model_type "rag-aligner".</summary>
/// <exception cref="ArgumentOutOfRangeException">A number makes no sense.</exception>
public sealed record AlignerOptions
{
    internal const string ModelType = "rag-aligner";

    /// <summary>The net over the frames; its states ask.</summary>
    public SoundOptions Sound { get; init; } = new();

    /// <summary>Numbers of a letter's query and of each of its two keys; 64.</summary>
    public int QueryWidth { get; init => field = Positive(value); } = 64;

    /// <summary>Numbers of the queries and keys of a word's start and of its end; 32.</summary>
    public int EdgeWidth { get; init => field = Positive(value); } = 32;

    /// <summary>Numbers of a letter's state; 128.</summary>
    public int TextWidth { get; init => field = Positive(value); } = 128;

    /// <summary>Residual blocks over the letters; 3.</summary>
    public int TextBlocks { get; init => field = Positive(value); } = 3;

    /// <summary>Letters that a block looks at, odd; 5.</summary>
    public int TextKernel { get; init => field = value % 2 == 1 ? Positive(value) : throw Bad(value); } = 5;

    /// <summary>How far a letter sees to either side.</summary>
    public int TextReach => TextBlocks * (TextKernel / 2);

    internal long Weights =>
        Sound.Weights + ((long)Sound.StateWidth * (QueryWidth + (2 * EdgeWidth)))
        + (TextBlocks * (TextKernel + 1L) * TextWidth * TextWidth) + ((long)TextWidth * ((2 * QueryWidth) + (2 * EdgeWidth)));

    /// <exception cref="CheckpointException">It is of another model, or a value is absent or out of range.</exception>
    public static AlignerOptions Read(ModelConfig config)
    {
        if (config.Text("model_type") is not ModelType and var other) throw config.Bad($"a model of type \"{other}\" is no aligner ({ModelType})");
        var kernel = config.Count("text_kernel", 1, 99);
        if (kernel % 2 == 0) throw config.Bad($"\"text_kernel\" is {kernel}, not an odd number");
        return new AlignerOptions
        {
            Sound = SoundOptions.ReadSizes(config.Part("sound")),
            QueryWidth = config.Count("query_width", 1, 16384),
            EdgeWidth = config.Count("edge_width", 1, 16384),
            TextWidth = config.Count("text_width", 1, 16384),
            TextBlocks = config.Count("text_blocks", 1, 100),
            TextKernel = kernel,
        };
    }

    /// <summary>config.json, as <see cref="Read"/> reads it.</summary>
    public JsonObject ToConfig() => new()
    {
        ["architectures"] = new JsonArray(nameof(AlignerModel)),
        ["edge_width"] = EdgeWidth,
        ["model_type"] = ModelType,
        ["query_width"] = QueryWidth,
        ["sound"] = Sound.ToConfig(),
        ["text_blocks"] = TextBlocks,
        ["text_kernel"] = TextKernel,
        ["text_width"] = TextWidth,
    };

    private static int Positive(int value, [CallerMemberName] string name = "") =>
        value >= 1 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} is 1 or more, not {value}.");

    private static ArgumentOutOfRangeException Bad(double value, [CallerMemberName] string name = "") =>
        new(name, value, $"{name} cannot be {value}.");
}
