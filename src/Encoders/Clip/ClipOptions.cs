using System.Text.Json.Nodes;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Layers;

namespace Rag.Encoders.Clip;

/// <summary>What CLIP is (Radford et al., "Learning transferable visual models from natural language supervision", 2021).</summary>
/// <param name="Text">The tower of texts.</param>
/// <param name="Vision">The tower of pictures.</param>
/// <param name="Width">Numbers of an embedding in the space both share.</param>
public sealed record ClipOptions(ClipTextOptions Text, ClipVisionOptions Vision, int Width)
{
    internal long Weights => Text.Weights + Vision.Weights + ((long)Width * (Text.Layer.Width + Vision.Layer.Width));

    /// <exception cref="CheckpointException">It is of another model, or a value is absent or out of range.</exception>
    public static ClipOptions Read(ModelConfig config)
    {
        if (config.Text("model_type", "clip") is not "clip" and var other) throw config.Bad($"a model of type \"{other}\" is no CLIP");
        return new ClipOptions(
            ClipTextOptions.Read(config.Part("text_config")), ClipVisionOptions.Read(config.Part("vision_config")), config.Count("projection_dim", 1, 16384, 512));
    }

    /// <summary>config.json, as <see cref="Read"/> and the transformers library read it.</summary>
    public JsonObject ToConfig() => new()
    {
        ["architectures"] = new JsonArray("CLIPModel"),
        ["model_type"] = "clip",
        ["projection_dim"] = Width,
        ["text_config"] = Text.ToConfig(),
        ["vision_config"] = Vision.ToConfig(),
    };

    internal static LayerOptions ReadLayer(ModelConfig config, int width, int heads, int inner)
    {
        var layer = new LayerOptions(config.Count("hidden_size", 1, 16384, width), config.Count("num_attention_heads", 1, 1024, heads), config.Count("intermediate_size", 1, 131072, inner))
        {
            Activation = ActivationFunctions.Read(config, "hidden_act", "quick_gelu"),
            NormEpsilon = config.Number("layer_norm_eps", 0, 1, 1e-5),
            AttentionDropout = config.Number("attention_dropout", 0, 0.999, 0),
        };
        return layer.Width % layer.Heads == 0 ? layer : throw config.Bad($"\"hidden_size\" {layer.Width} does not divide into {layer.Heads} heads");
    }

    internal static JsonObject LayerConfig(LayerOptions layer, int layers) => new()
    {
        ["attention_dropout"] = layer.AttentionDropout,
        ["hidden_act"] = layer.Activation.ConfigName(),
        ["hidden_size"] = layer.Width,
        ["intermediate_size"] = layer.Inner,
        ["layer_norm_eps"] = layer.NormEpsilon,
        ["num_attention_heads"] = layer.Heads,
        ["num_hidden_layers"] = layers,
    };
}

/// <summary>The tower of texts.</summary>
/// <param name="Vocabulary">Rows of the token table.</param>
/// <param name="Positions">The most tokens of a text.</param>
/// <param name="Layers">Transformer layers.</param>
/// <param name="Layer">The sizes of each; causal.</param>
/// <param name="EndToken">The token that ends a text; its state stands for the text.</param>
public sealed record ClipTextOptions(int Vocabulary, int Positions, int Layers, LayerOptions Layer, int EndToken)
{
    /// <summary>
    /// The end token that the first published configurations name although their vocabulary ends with it. There the text's
    /// highest id is taken.
    /// </summary>
    internal const int MisnamedEndToken = 2;

    internal long Weights => ((long)(Vocabulary + Positions) * Layer.Width) + (Layers * Layer.Weights);

    internal static ClipTextOptions Read(ModelConfig config) => new(
        config.Count("vocab_size", 1, 4_000_000, 49408), config.Count("max_position_embeddings", 1, 1_000_000, 77), config.Count("num_hidden_layers", 1, 1000, 12),
        ClipOptions.ReadLayer(config, 512, 8, 2048) with { Causal = true }, config.Count("eos_token_id", 0, 4_000_000, 49407));

    internal JsonObject ToConfig()
    {
        var config = ClipOptions.LayerConfig(Layer, Layers);
        config["eos_token_id"] = EndToken;
        config["max_position_embeddings"] = Positions;
        config["model_type"] = "clip_text_model";
        config["vocab_size"] = Vocabulary;
        return config;
    }
}

/// <summary>The tower of pictures.</summary>
/// <param name="Picture">Pixels in a row and in a column.</param>
/// <param name="Patch">Pixels in a row and in a column of a patch.</param>
/// <param name="Layers">Transformer layers.</param>
/// <param name="Layer">The sizes of each.</param>
public sealed record ClipVisionOptions(int Picture, int Patch, int Layers, LayerOptions Layer)
{
    /// <summary>Patches of a picture.</summary>
    public int Patches => (Picture / Patch) * (Picture / Patch);

    internal long Weights => ((Patches + 1 + (3L * Patch * Patch)) * Layer.Width) + (Layers * Layer.Weights);

    internal static ClipVisionOptions Read(ModelConfig config)
    {
        var (picture, patch) = (config.Count("image_size", 1, 8192, 224), config.Count("patch_size", 1, 8192, 32));
        if (patch > picture) throw config.Bad($"a picture of {picture} pixels has no patches of {patch}");
        if (config.Count("num_channels", 1, 1000, 3) is not 3 and var channels) throw config.Bad($"\"num_channels\" is {channels}; pictures have 3");
        return new ClipVisionOptions(picture, patch, config.Count("num_hidden_layers", 1, 1000, 12), ClipOptions.ReadLayer(config, 768, 12, 3072));
    }

    internal JsonObject ToConfig()
    {
        var config = ClipOptions.LayerConfig(Layer, Layers);
        config["image_size"] = Picture;
        config["model_type"] = "clip_vision_model";
        config["num_channels"] = 3;
        config["patch_size"] = Patch;
        return config;
    }
}
