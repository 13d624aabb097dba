using System.Text.Json.Nodes;
using Rag.Attention;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Layers;

namespace Rag.Encoders.Audio;

/// <summary>What a Whisper encoder is (Radford et al., 2022): config.json with model_type "whisper".</summary>
/// <param name="Bands">Mel bands of the features.</param>
/// <param name="Positions">States of a window; it has twice as many feature frames.</param>
/// <param name="Layers">Transformer layers.</param>
/// <param name="Layer">The sizes of each.</param>
public sealed record WhisperOptions(int Bands, int Positions, int Layers, LayerOptions Layer)
{
    internal const string ModelType = "whisper";

    /// <summary>Feature frames of a window: 10 ms each.</summary>
    public int Frames => 2 * Positions;

    internal long Weights => (3L * Layer.Width * (Bands + Layer.Width)) + ((long)Positions * Layer.Width) + (Layers * Layer.Weights);

    /// <exception cref="CheckpointException">It is of another model, or a value is absent or out of range.</exception>
    public static WhisperOptions Read(ModelConfig config)
    {
        if (config.Text("model_type") is not ModelType and var other) throw config.Bad($"a model of type \"{other}\" is no Whisper");
        var (width, heads) = (config.Count("d_model", 2, 16384), config.Count("encoder_attention_heads", 1, 1024));
        if (width % 2 != 0 || width % heads != 0) throw config.Bad($"\"d_model\" {width} is odd or does not divide into {heads} heads");
        var layer = new LayerOptions(width, heads, config.Count("encoder_ffn_dim", 1, 131072))
        {
            Activation = ActivationFunctions.Read(config, "activation_function", "gelu"),
            ProjectionBias = ProjectionBias.AllButKeys,
            Dropout = config.Number("dropout", 0, 0.999, 0),
            AttentionDropout = config.Number("attention_dropout", 0, 0.999, 0),
        };
        return new WhisperOptions(
            config.Count("num_mel_bins", 1, 1024), config.Count("max_source_positions", 1, 100_000), config.Count("encoder_layers", 1, 1000), layer);
    }

    /// <summary>The encoder's part of config.json, as <see cref="Read"/> reads it.</summary>
    public JsonObject ToConfig() => new()
    {
        ["activation_function"] = Layer.Activation.ConfigName(),
        ["architectures"] = new JsonArray("WhisperEncoder"),
        ["attention_dropout"] = Layer.AttentionDropout,
        ["d_model"] = Layer.Width,
        ["dropout"] = Layer.Dropout,
        ["encoder_attention_heads"] = Layer.Heads,
        ["encoder_ffn_dim"] = Layer.Inner,
        ["encoder_layers"] = Layers,
        ["max_source_positions"] = Positions,
        ["model_type"] = ModelType,
        ["num_mel_bins"] = Bands,
    };
}
