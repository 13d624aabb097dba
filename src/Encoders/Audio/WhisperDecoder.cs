using Rag.Attention;
using Rag.Attention.Inference;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Layers;
using TorchSharp.Utils;

namespace Rag.Encoders.Audio;

/// <summary>The decoder of Whisper (Radford et al., 2022): writes what the encoder heard, token by token.</summary>
public sealed class WhisperDecoder : NamedModule
{
    private readonly Linear _words; // (vocabulary, width): its rows are the words going in, its product is their scores coming out
    [ComponentName(Name = "positions")]
    private readonly Parameter _positions; // (positions, width)
    private readonly ModuleList<PreNormDecoderLayer> _layers;
    private readonly LayerNorm _norm;

    /// <summary>Draws the weights from the global generator (torch.manual_seed).</summary>
    public WhisperDecoder(WhisperDecoderOptions options) : base(nameof(WhisperDecoder))
    {
        Options = options;
        var width = options.Layer.Width;
        _words = Part("words", Linear(width, options.Vocabulary, hasBias: false));
        _positions = Learned("positions", torch.randn(options.Positions, width));
        _layers = Part("layers", ModuleList<PreNormDecoderLayer>([.. Enumerable.Range(0, options.Layers).Select(_ => new PreNormDecoderLayer(options.Layer))]));
        _norm = Part("norm", LayerNorm(width, options.Layer.NormEpsilon));
    }

    /// <summary>What its tensors are called in Hugging Face's files.</summary>
    public static TensorNames Names { get; } = new()
    {
        Prefixes = ["model.decoder.", "decoder."],
        Parts =
        [
            ("words", "embed_tokens"),
            ("positions", "embed_positions.weight"),
            .. Attention("attention", "self_attn"),
            ("attention_norm", "self_attn_layer_norm"),
            .. Attention("cross", "encoder_attn"),
            ("cross_norm", "encoder_attn_layer_norm"),
            ("feed_forward.up", "fc1"),
            ("feed_forward.down", "fc2"),
            ("feed_forward_norm", "final_layer_norm"),
            ("norm", "layer_norm"),
        ],
        // The listener's half of the model, and the word table once more.
        LeftAside = ["model.encoder.", "encoder.", "proj_out.weight"],
    };

    /// <summary>What it was built from.</summary>
    public WhisperDecoderOptions Options { get; }

    /// <summary>Opens the decoder of a model's folder, ready to write (dropout off).</summary>
    /// <exception cref="CheckpointException">The folder holds no Whisper decoder, or is damaged.</exception>
    public static WhisperDecoder Open(ModelFolder folder)
    {
        var options = WhisperDecoderOptions.Read(folder.Config);
        folder.RequireWeights(options.Weights);
        var decoder = Blank(() => new WhisperDecoder(options));
        folder.Fill(decoder, Names);
        decoder.eval();
        return decoder;
    }

    /// <summary>Projects what was heard for all layers, once; nothing is written yet.</summary>
    /// <param name="heard">(windows, positions, width), of the encoder.</param>
    public WhisperMemory Remember(Tensor heard) => new([.. _layers.Select(layer => layer.Cross.Remember(heard))]);

    /// <summary>Reads tokens after those it has read before.</summary>
    /// <param name="tokens">int64 (texts, tokens), as many texts for each window of the memory.</param>
    /// <param name="memory">What was heard, and the tokens before; it remembers these as well.</param>
    /// <returns>(texts, tokens, width)</returns>
    public Tensor forward(Tensor tokens, WhisperMemory memory)
    {
        using var scope = NewDisposeScope();
        var (texts, count) = (tokens.shape[0], tokens.shape[1]);
        if (memory.Tokens + count > Options.Positions)
            throw new ArgumentException($"{memory.Tokens} and {count} more tokens are beyond the {Options.Positions} that the decoder can read.", nameof(tokens));
        var words = _words.weight!.index_select(0, tokens.flatten()).view(texts, count, -1);
        var x = words + _positions.narrow(0, memory.Tokens, count); // (texts, tokens, width)
        foreach (var (layer, heard, written) in memory.Of(_layers)) x = layer.forward(x, heard, written);
        return _norm.call(x).MoveToOuterDisposeScope();
    }

    /// <summary>How likely each token of the vocabulary is to follow, not normalized: (..., width) to float32 (..., vocabulary).</summary>
    public Tensor Score(Tensor states)
    {
        using var scope = NewDisposeScope();
        return _words.Run(states).to_type(float32).MoveToOuterDisposeScope();
    }

    private static (string Module, string File)[] Attention(string module, string file) =>
    [
        ($"{module}.query", $"{file}.q_proj"), ($"{module}.key", $"{file}.k_proj"), ($"{module}.value", $"{file}.v_proj"), ($"{module}.output", $"{file}.out_proj"),
    ];
}
