using Rag.Attention;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Layers;

namespace Rag.Encoders.Text;

/// <summary>The encoder of BERT (Devlin et al., 2019): layers over word, position and token type embeddings.</summary>
public sealed class BertEncoder : NamedModule
{
    private readonly ModuleList<PostNormLayer> _layers;

    /// <summary>Draws the weights from the global generator (torch.manual_seed).</summary>
    public BertEncoder(BertOptions options) : base(nameof(BertEncoder))
    {
        Options = options;
        Embeddings = Part("embeddings", new BertEmbeddings(options));
        _layers = Part("layers", ModuleList<PostNormLayer>([.. Enumerable.Range(0, options.Layers).Select(_ => new PostNormLayer(options.Layer))]));
        if (options.Pooler) Pooler = Part("pooler", Linear(options.Layer.Width, options.Layer.Width));
    }

    /// <summary>What its tensors are called in Hugging Face's files.</summary>
    public static TensorNames Names { get; } = new()
    {
        Prefixes = ["", "bert."],
        Parts =
        [
            ("embeddings.words", "embeddings.word_embeddings"),
            ("embeddings.positions", "embeddings.position_embeddings"),
            ("embeddings.types", "embeddings.token_type_embeddings"),
            ("embeddings.norm", "embeddings.LayerNorm"),
            ("layers", "encoder.layer"),
            ("attention.query", "attention.self.query"),
            ("attention.key", "attention.self.key"),
            ("attention.value", "attention.self.value"),
            ("attention.output", "attention.output.dense"),
            ("attention_norm", "attention.output.LayerNorm"),
            ("feed_forward.up", "intermediate.dense"),
            ("feed_forward.down", "output.dense"),
            ("feed_forward_norm", "output.LayerNorm"),
            ("pooler", "pooler.dense"),
        ],
        // Constants, and the heads it was pretrained with.
        LeftAside = ["embeddings.position_ids", "embeddings.token_type_ids", "cls."],
    };

    /// <summary>What it was built from.</summary>
    public BertOptions Options { get; }

    /// <summary>What tokens are before the first layer.</summary>
    public BertEmbeddings Embeddings { get; }

    /// <summary>The layers, in order.</summary>
    public IReadOnlyList<PostNormLayer> Layers => [.. _layers];

    /// <summary>width -> width, of the first token; null where the model has none.</summary>
    public Linear? Pooler { get; }

    /// <summary>Opens a model of a folder, ready to encode (dropout off).</summary>
    /// <exception cref="CheckpointException">The folder holds no BERT encoder, or is damaged.</exception>
    public static BertEncoder Open(ModelFolder folder)
    {
        var options = BertOptions.Read(folder.Config);
        folder.RequireWeights(options.Weights);
        var hasPooler = Names.Prefixes.Any(prefix => folder.Tensors.ContainsKey(prefix + "pooler.dense.weight"));
        var encoder = Blank(() => new BertEncoder(options with { Pooler = hasPooler }));
        folder.Fill(encoder, Names);
        encoder.eval();
        return encoder;
    }

    /// <summary>Saves config.json and the weights; <see cref="ModelFolder.Save"/> says how.</summary>
    public void Save(string folder, TensorType type = TensorType.F32) => ModelFolder.Save(folder, Options.ToConfig(), this, Names, type);

    /// <param name="ids">int64 (batch, tokens)</param>
    /// <param name="mask">bool (batch, tokens), false where a row is padded; null where none is.</param>
    /// <param name="types">int64 (batch, tokens); null for all zero.</param>
    /// <returns>The last layer's states (batch, tokens, width); those of padding mean nothing.</returns>
    public Tensor forward(Tensor ids, Tensor? mask = null, Tensor? types = null)
    {
        using var scope = NewDisposeScope();
        return States(ids, mask, types)[^1].MoveToOuterDisposeScope();
    }

    /// <inheritdoc cref="forward"/>
    /// <returns>What enters the first layer, then each layer's states: layers + 1 times (batch, tokens, width).</returns>
    public IReadOnlyList<Tensor> States(Tensor ids, Tensor? mask = null, Tensor? types = null) => Through(Embeddings.forward(ids, types), mask);

    /// <summary>The same for words that were looked up already, (batch, tokens, width): how rows are learned while the table stays.</summary>
    public IReadOnlyList<Tensor> StatesOfWords(Tensor words, Tensor? mask = null) => Through(Embeddings.Place(words), mask);

    /// <summary>tanh(Pooler(first token)) of last states (batch, tokens, width): (batch, width).</summary>
    /// <exception cref="InvalidOperationException">The model has no pooler.</exception>
    public Tensor Pool(Tensor states)
    {
        if (Pooler is null) throw new InvalidOperationException("This model has no pooler.");
        using var scope = NewDisposeScope();
        return torch.tanh(Pooler.call(states.select(1, 0))).MoveToOuterDisposeScope();
    }

    private List<Tensor> Through(Tensor embeddings, Tensor? mask)
    {
        var context = mask is null ? null : new AttentionContext { KeyMask = mask };
        var states = new List<Tensor>(_layers.Count + 1) { embeddings };
        foreach (var layer in _layers) states.Add(layer.forward(states[^1], context)); // (batch, tokens, width)
        return states;
    }
}
