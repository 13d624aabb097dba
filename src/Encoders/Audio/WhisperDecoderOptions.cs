using Rag.Attention;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Layers;

namespace Rag.Encoders.Audio;

/// <summary>What a Whisper decoder is (Radford et al., 2022): the other half of a config.json with model_type "whisper".</summary>
/// <param name="Vocabulary">Tokens it knows.</param>
/// <param name="Positions">Tokens of its longest text, what it is told before included.</param>
/// <param name="Layers">Transformer layers.</param>
/// <param name="Layer">The sizes of each.</param>
public sealed record WhisperDecoderOptions(int Vocabulary, int Positions, int Layers, LayerOptions Layer)
{
    internal long Weights => ((long)(Vocabulary + Positions) * Layer.Width) + (Layers * (Layer.Weights + (4L * Layer.Width * Layer.Width)));

    /// <exception cref="CheckpointException">It is of another model, or a value is absent or out of range.</exception>
    public static WhisperDecoderOptions Read(ModelConfig config)
    {
        if (config.Text("model_type") is not WhisperOptions.ModelType and var other) throw config.Bad($"a model of type \"{other}\" is no Whisper");
        if (!config.Flag("tie_word_embeddings", true) || config.Flag("scale_embedding", false))
            throw config.Bad("only decoders that write by the word table they read by, unscaled, are known");
        var (width, heads) = (config.Count("d_model", 2, 16384), config.Count("decoder_attention_heads", 1, 1024));
        if (width % heads != 0) throw config.Bad($"\"d_model\" {width} does not divide into {heads} heads");
        var layer = new LayerOptions(width, heads, config.Count("decoder_ffn_dim", 1, 131072))
        {
            Activation = ActivationFunctions.Read(config, "activation_function", "gelu"),
            ProjectionBias = ProjectionBias.AllButKeys,
        };
        return new WhisperDecoderOptions(
            config.Count("vocab_size", 1, 10_000_000), config.Count("max_target_positions", 1, 100_000), config.Count("decoder_layers", 1, 1000), layer);
    }
}
