using System.Text.Json.Nodes;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Embeddings;
using Rag.Encoders.Layers;

namespace Rag.Encoders.Text;

/// <summary>What a BERT encoder is (Devlin et al., "BERT", 2019): config.json with model_type "bert".</summary>
/// <param name="Vocabulary">Rows of the word table.</param>
/// <param name="Positions">The most tokens of a text.</param>
/// <param name="Layers">Transformer layers.</param>
/// <param name="Layer">The sizes of each.</param>
public sealed record BertOptions(int Vocabulary, int Positions, int Layers, LayerOptions Layer)
{
    /// <summary>Kinds of tokens: first and second text of a pair.</summary>
    public int TokenTypes { get; init; } = 2;

    /// <summary>Whether there is a pooler: tanh of a projection of the first token.</summary>
    public bool Pooler { get; init; }

    /// <summary>See <see cref="EmbeddingSpace"/>; null where the model's own name says it.</summary>
    public string? Space { get; init; }

    internal long Weights => ((long)(Vocabulary + Positions + TokenTypes) * Layer.Width) + (Layers * Layer.Weights);

    /// <exception cref="CheckpointException">It is of another model, or a value is absent or out of range.</exception>
    public static BertOptions Read(ModelConfig config)
    {
        if (config.Text("model_type", "bert") is not "bert" and var other) throw config.Bad($"a model of type \"{other}\" is no BERT");
        if (config.Text("position_embedding_type", "absolute") is not "absolute" and var positions)
            throw config.Bad($"\"position_embedding_type\" is \"{positions}\"; only \"absolute\" is supported");
        var (width, heads) = (config.Count("hidden_size", 1, 16384), config.Count("num_attention_heads", 1, 1024));
        if (width % heads != 0) throw config.Bad($"\"hidden_size\" {width} does not divide into {heads} heads");
        var layer = new LayerOptions(width, heads, config.Count("intermediate_size", 1, 131072))
        {
            Activation = ActivationFunctions.Read(config, "hidden_act", "gelu"),
            NormEpsilon = config.Number("layer_norm_eps", 0, 1, 1e-12),
            Dropout = config.Number("hidden_dropout_prob", 0, 0.999, 0.1),
            AttentionDropout = config.Number("attention_probs_dropout_prob", 0, 0.999, 0.1),
        };
        return new BertOptions(
            config.Count("vocab_size", 1, 4_000_000), config.Count("max_position_embeddings", 1, 1_000_000), config.Count("num_hidden_layers", 1, 1000), layer)
        {
            TokenTypes = config.Count("type_vocab_size", 1, 1000, 2),
            Space = EmbeddingSpace.Read(config),
        };
    }

    /// <summary>config.json, as <see cref="Read"/> and the transformers library read it.</summary>
    public JsonObject ToConfig() => EmbeddingSpace.Write(Space, new()
    {
        ["architectures"] = new JsonArray("BertModel"),
        ["attention_probs_dropout_prob"] = Layer.AttentionDropout,
        ["hidden_act"] = Layer.Activation.ConfigName(),
        ["hidden_dropout_prob"] = Layer.Dropout,
        ["hidden_size"] = Layer.Width,
        ["intermediate_size"] = Layer.Inner,
        ["layer_norm_eps"] = Layer.NormEpsilon,
        ["max_position_embeddings"] = Positions,
        ["model_type"] = "bert",
        ["num_attention_heads"] = Layer.Heads,
        ["num_hidden_layers"] = Layers,
        ["pad_token_id"] = 0,
        ["position_embedding_type"] = "absolute",
        ["type_vocab_size"] = TokenTypes,
        ["vocab_size"] = Vocabulary,
    });
}
