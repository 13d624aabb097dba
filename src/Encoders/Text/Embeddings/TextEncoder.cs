using System.Runtime.ExceptionServices;
using Rag.Attention.Inference;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Embeddings;
using Rag.Encoders.Text.Tokenizers;

namespace Rag.Encoders.Text.Embeddings;

/// <summary>
/// Texts to vectors of length one: tokenizer, BERT, pooling, all from one folder. Safe for concurrent use; the result does not
/// depend on what else is encoded with a text, up to rounding.
/// </summary>
public sealed class TextEncoder : Embedder<string>
{
    private readonly BertEncoder _bert;
    private readonly SentenceModel _model;
    private readonly TextEncoderOptions _options;

    // What the tokenizer puts before and after every text.
    private readonly int _leading, _trailing;

    private TextEncoder(string name, Tokenizer tokenizer, BertEncoder bert, SentenceModel model, TextEncoderOptions options)
        : base(name, bert.Options.Layer.Width)
    {
        (Tokenizer, _bert, _model, _options) = (tokenizer, bert, model, options);
        var (own, all) = (tokenizer.Encode("a", addSpecialTokens: false).Ids, tokenizer.Encode("a").Ids);
        _leading = Math.Max(0, all.AsSpan().IndexOf(own));
        _trailing = all.Length - own.Length - _leading;
    }

    /// <summary>Layers of the model; states 0 are what enters the first.</summary>
    public int Layers => _bert.Options.Layers;

    /// <summary>Tokens that are read at once, special ones included.</summary>
    public int MaxTokens => _model.MaxTokens;

    /// <summary>How states become a text's embedding.</summary>
    public Pooling Pooling => _model.Pooling;

    /// <summary>What makes tokens of texts.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>The layers, in the precision that was asked for, for who goes on from their states; it lives as long as this.</summary>
    public BertEncoder Network => _bert;

    /// <exception cref="CheckpointException">A file of the folder is missing, damaged or of another kind of model.</exception>
    /// <exception cref="TokenizerException">tokenizer.json is damaged.</exception>
    public static TextEncoder Open(string path, TextEncoderOptions? options = null)
    {
        using var folder = ModelFolder.Open(path);
        return Open(folder, folder.Name, options);
    }

    /// <inheritdoc cref="Open(string, TextEncoderOptions?)"/>
    /// <param name="name">What the model is called.</param>
    public static TextEncoder Open(ModelFolder folder, string name, TextEncoderOptions? options = null)
    {
        options ??= new TextEncoderOptions();
        if (options.Overlap < 0) throw new ArgumentException($"Windows overlap by 0 or more tokens, not {options.Overlap}.", nameof(options));
        var (tokenizer, bert) = OpenBoth(folder.File("tokenizer.json"), folder, options.Precision);
        if (tokenizer.Count > bert.Options.Vocabulary)
            throw folder.Config.Bad($"tokenizer.json has ids up to {tokenizer.Count - 1}; \"vocab_size\" is {bert.Options.Vocabulary}");
        return new TextEncoder(name, tokenizer, bert, SentenceModel.Read(folder, bert.Options.Positions), options);
    }

    /// <summary>The tokenizer and the weights, at the same time: each takes a good part of a short question's time.</summary>
    private static (Tokenizer Tokenizer, BertEncoder Bert) OpenBoth(string tokenizerPath, ModelFolder folder, Precision precision)
    {
        Tokenizer? tokenizer = null;
        BertEncoder? bert = null;
        try
        {
            Parallel.Invoke(
                () => tokenizer = Tokenizer.Load(tokenizerPath),
                () => (bert = BertEncoder.Open(folder)).to(precision.Type()));
            return (tokenizer!, bert!);
        }
        catch (AggregateException e)
        {
            bert?.Dispose();
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
            throw;
        }
    }

    /// <summary>Each text's embedding, in the order of the texts.</summary>
    /// <param name="progress">Hears how many windows of how many are done.</param>
    public float[][] Embed(IReadOnlyList<string> texts, IProgress<(int Done, int Of)>? progress = null, CancellationToken cancellation = default)
    {
        TokenizedText[] tokenized = [.. texts.Select(Tokenize)];
        float[][] sums = [.. texts.Select(_ => new float[Dimension])];
        Run(tokenized, progress, (batch, ids, mask) =>
        {
            var states = _bert.forward(ids, mask).to_type(float32); // (windows, tokens, width)
            var vectors = functional.normalize(Pool(states, mask), dim: 1).Floats(); // (windows, width)
            for (var i = 0; i < batch.Windows.Count; i++) Add(vectors.AsSpan(i * Dimension, Dimension), sums[batch.Windows[i].Text.Number]);
        }, cancellation);
        return [.. sums.Select(UnitLength)];
    }

    /// <summary>
    /// The states of each text's tokens after some layers. Where windows overlap, a token's state is from the window in which it
    /// stands farther from the edge.
    /// </summary>
    /// <param name="layers">0 (what enters the first layer) to <see cref="Layers"/>.</param>
    public IReadOnlyList<TokenStates> States(
        IReadOnlyList<string> texts, IReadOnlyList<int> layers, IProgress<(int Done, int Of)>? progress = null, CancellationToken cancellation = default)
    {
        foreach (var layer in layers) ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)layer, (uint)Layers, nameof(layers));
        TokenizedText[] tokenized = [.. texts.Select(Tokenize)];
        TokenStates[] states = [.. tokenized.Select(text => new TokenStates(text.Encoding, [.. layers.Select(_ => new float[text.Encoding.Ids.Length * Dimension])]))];
        Run(tokenized, progress, (batch, ids, mask) =>
        {
            var all = _bert.States(ids, mask);
            for (var i = 0; i < layers.Count; i++)
            {
                var numbers = all[layers[i]].Floats(); // (windows, tokens, width)
                for (var w = 0; w < batch.Windows.Count; w++)
                {
                    var window = batch.Windows[w];
                    window.CopyStates(numbers.AsSpan(w * batch.Tokens * Dimension), Dimension, states[window.Text.Number].Layers[i]);
                }
            }
        }, cancellation);
        return states;
    }

    /// <inheritdoc/>
    public override void Dispose() => _bert.Dispose();

    /// <inheritdoc/>
    protected override IEnumerable<float[]> EmbedAll(IEnumerable<string> inputs, CancellationToken cancellation) => Embed([.. inputs], null, cancellation);

    private TokenizedText Tokenize(string text, int number)
    {
        var truncation = _options.LongTexts == LongTexts.Cut ? new Truncation(MaxTokens) : null;
        return new TokenizedText(number, Tokenizer.Encode(text, truncation: truncation), _leading, _trailing);
    }

    private void Run(
        IReadOnlyList<TokenizedText> texts, IProgress<(int Done, int Of)>? progress, Action<TextBatch, Tensor, Tensor?> encode,
        CancellationToken cancellation)
    {
        TextWindow[] windows = [.. texts.SelectMany(text => text.Windows(MaxTokens, _options.Overlap))];
        var done = 0;
        foreach (var batch in TextBatch.Pack(windows, _options.TokensPerBatch))
        {
            cancellation.ThrowIfCancellationRequested();
            Infer(() => encode(batch, batch.Ids(), batch.Mask()));
            progress?.Report((done += batch.Windows.Count, windows.Length));
        }
    }

    /// <summary>(windows, tokens, width) to (windows, width).</summary>
    private Tensor Pool(Tensor states, Tensor? mask)
    {
        if (_model.Pooling == Pooling.FirstToken) return states.select(1, 0);
        if (mask is null) return states.mean([1]);
        var weights = mask.to_type(float32);
        weights = weights / weights.sum(1, keepdim: true); // (windows, tokens)
        return torch.matmul(weights.unsqueeze(1), states).squeeze(1);
    }

    private static void Add(ReadOnlySpan<float> vector, Span<float> sum)
    {
        for (var i = 0; i < sum.Length; i++) sum[i] += vector[i];
    }

    private static float[] UnitLength(float[] vector)
    {
        var length = Math.Sqrt(vector.Sum(x => (double)x * x));
        return length > 0 ? [.. vector.Select(x => (float)(x / length))] : vector;
    }
}
