using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Rag.Encoders.Checkpoints;

namespace Rag.Engine.Ask.Reading;

/// <summary>The sizes of a reader: config.json with model_type "rag-reader".</summary>
/// <exception cref="ArgumentOutOfRangeException">A number makes no sense.</exception>
public sealed record ReaderOptions
{
    internal const string ModelType = "rag-reader";

    /// <summary>Name of the space of the text encoder that it reads with; null where that has none.</summary>
    public string? Encoder { get; init; }

    /// <summary>Rows of that encoder's word table.</summary>
    public int Vocabulary { get; init => field = Positive(value); } = 34_284;

    /// <summary>Numbers of a token's state in that encoder.</summary>
    public int EncoderWidth { get; init => field = Positive(value); } = 384;

    /// <summary>Upper layers of the encoder that the reader has copies of, which learn; 0 reads with the encoder as it is.</summary>
    public int CopiedLayers { get; init => field = value >= 0 ? value : throw Bad(value); } = 3;

    /// <summary>Numbers of a token's state in the reader; even, and a multiple of the heads.</summary>
    public int Width { get; init => field = Positive(value); } = 192;

    /// <summary>Numbers by which a passage's tokens find the question's.</summary>
    public int AlignmentWidth { get; init => field = Positive(value); } = 64;

    /// <summary>Heads by which the live layers read the question.</summary>
    public int Heads { get; init => field = Positive(value); } = 4;

    /// <summary>Layers of the gated decoder.</summary>
    public int DecoderLayers { get; init => field = Positive(value); } = 2;

    /// <summary>Heads of a decoder layer.</summary>
    public int DecoderHeads { get; init => field = Positive(value); } = 6;

    /// <summary>The decoder's gates before training, before the sigmoid: at -2 an eighth comes from the memory.</summary>
    public double GateStart { get; init => field = double.IsFinite(value) ? value : throw Bad(value); } = -2;

    /// <summary>Pieces of a question that are read, special ones included.</summary>
    public int QuestionTokens { get; init => field = Positive(value); } = 42;

    /// <summary>Pieces of a passage that are read, special ones included.</summary>
    public int PassageTokens { get; init => field = Positive(value); } = 512;

    /// <summary>Pieces of the longest answer.</summary>
    public int AnswerTokens { get; init => field = Positive(value); } = 30;

    /// <summary>Probability of dropping a number while training.</summary>
    public double Dropout { get; init => field = value is >= 0 and < 1 ? value : throw Bad(value); } = 0.15;

    /// <summary>Numbers that are stored of a passage's token.</summary>
    public int StoredWidth => Width + AlignmentWidth;

    /// <exception cref="CheckpointException">The folder holds another model, or a value is absent or out of range.</exception>
    internal static ReaderOptions Read(ModelConfig config)
    {
        if (config.Text("model_type") is not ModelType and var other) throw config.Bad($"a model of type \"{other}\" is no reader");
        return new ReaderOptions
        {
            Encoder = config.Has("encoder") ? config.Text("encoder") : null,
            Vocabulary = config.Count("vocab_size", 1, 4_000_000),
            EncoderWidth = config.Count("encoder_width", 1, 16384),
            CopiedLayers = config.Count("copied_layers", 0, 1000),
            Width = config.Count("width", 2, 16384),
            AlignmentWidth = config.Count("alignment_width", 1, 16384),
            Heads = config.Count("heads", 1, 1024),
            DecoderLayers = config.Count("decoder_layers", 1, 1000),
            DecoderHeads = config.Count("decoder_heads", 1, 1024),
            GateStart = config.Number("gate_start", -100, 100),
            QuestionTokens = config.Count("question_tokens", 3, 100_000),
            PassageTokens = config.Count("passage_tokens", 3, 100_000),
            AnswerTokens = config.Count("answer_tokens", 1, 1000),
            Dropout = config.Number("dropout", 0, 0.999),
        };
    }

    internal JsonObject ToConfig() => new()
    {
        ["model_type"] = ModelType,
        ["encoder"] = Encoder,
        ["vocab_size"] = Vocabulary,
        ["encoder_width"] = EncoderWidth,
        ["copied_layers"] = CopiedLayers,
        ["width"] = Width,
        ["alignment_width"] = AlignmentWidth,
        ["heads"] = Heads,
        ["decoder_layers"] = DecoderLayers,
        ["decoder_heads"] = DecoderHeads,
        ["gate_start"] = GateStart,
        ["question_tokens"] = QuestionTokens,
        ["passage_tokens"] = PassageTokens,
        ["answer_tokens"] = AnswerTokens,
        ["dropout"] = Dropout,
    };

    private static int Positive(int value, [CallerMemberName] string name = "") => value > 0 ? value : throw Bad(value, name);

    private static ArgumentOutOfRangeException Bad(object value, [CallerMemberName] string name = "") =>
        new(name, value, $"A reader cannot have {name} = {value}.");
}
