using Rag.Attention.Inference;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Text.Embeddings;
using Rag.Memory;

namespace Rag.Engine.Ask.Reading;

/// <summary>
/// Reads passages for an answer: encodes them once, finds the best spans over all passages of a question, or has the gated decoder write.
/// Safe for concurrent use. Any text may be asked and read; of what is too long the beginning is.
/// </summary>
public sealed class Reader : IDisposable
{
    private const int TokensPerBatch = 2048;

    private readonly ReaderModel _model;
    private readonly int _mostTokens; // of a passage
    private readonly int _embeddedTokens; // of a text that is neither cut here nor read in windows by retrieval
    private readonly Lazy<uint> _stamp; // of what is stored
    private readonly TextEncoder _encoder;
    private readonly Lock _writing = new(); // gates may be held for one answer

    private Reader(ReaderModel model, TextEncoder encoder)
    {
        (_model, _encoder) = (model, encoder);
        _stamp = new(() => PassageBatch.StampOf(model.Stored));
        _mostTokens = Math.Min(model.Options.PassageTokens, encoder.Network.Options.Positions);
        _embeddedTokens = encoder.Pooling == Pooling.Mean ? Math.Min(encoder.MaxTokens, _mostTokens - 1) : 0;
    }

    /// <summary>The model's sizes.</summary>
    public ReaderOptions Options => _model.Options;

    /// <summary>Opens a reader, which encodes in its text encoder's precision.</summary>
    /// <param name="encoder">The text encoder that it reads with, which retrieves too; the caller disposes of it, later than of the reader.</param>
    /// <exception cref="CheckpointException">The folder holds another model, is damaged, or is of another encoder.</exception>
    public static Reader Open(string folder, TextEncoder encoder)
    {
        using var readerFolder = ModelFolder.Open(folder);
        var model = ReaderModel.Open(readerFolder, encoder.Network);
        model.Encoder.to(encoder.Network.Embeddings.Words.weight!.dtype);
        return new Reader(model, encoder);
    }

    /// <summary>Whether <paramref name="embedder"/>, by which passages are found, is the text encoder that this reads with: then one pass serves both.</summary>
    public bool ReadsWith(TextEncoder? embedder) => ReferenceEquals(embedder, _encoder);

    /// <summary>Encodes passages, each for itself.</summary>
    /// <param name="form">How their states are packed.</param>
    /// <param name="embeds">Whether to give their embeddings too, which takes the encoder's own upper layers beside the reader's.</param>
    public IReadOnlyList<PassageStates> Encode(
        IReadOnlyList<PassageText> passages, StateForm form = StateForm.EightBits, bool embeds = false, CancellationToken cancellationToken = default)
    {
        var states = new PassageStates[passages.Count];
        var tokens = passages.Select(passage => ReaderTokens.OfPassage(_encoder.Tokenizer, passage, _mostTokens)).ToArray();
        var batch = new List<int>();
        foreach (var next in Enumerable.Range(0, passages.Count).OrderBy(i => tokens[i].Count))
        {
            if (batch.Count > 0 && (batch.Count + 1) * tokens[next].Count > TokensPerBatch) Finish();
            batch.Add(next);
        }
        if (batch.Count > 0) Finish();
        return states;

        void Finish()
        {
            cancellationToken.ThrowIfCancellationRequested();
            Encode(batch, passages, tokens, states, form, embeds);
            batch.Clear();
        }
    }

    /// <summary>Stored states of a passage.</summary>
    /// <exception cref="PassageStatesException">They are not of this passage's text, or not of this reader.</exception>
    public PassageStates Restore(PassageText passage, ReadOnlyMemory<byte> packed)
    {
        var tokens = ReaderTokens.OfPassage(_encoder.Tokenizer, passage, _mostTokens);
        return PassageBatch.IsOf(packed.Span, tokens.Count, Options, _stamp.Value)
            ? new PassageStates(passage, tokens, packed)
            : throw new PassageStatesException($"Stored states of {packed.Length} bytes are not of this passage of {tokens.Count} tokens, or not of this reader. Encode it again.");
    }

    /// <summary>Finds the answers to a question in passages; their scores and probabilities are over all passages together.</summary>
    public Reading Read(string question, IReadOnlyList<RetrievedPassage> passages, ReadingOptions? options = null)
    {
        options ??= new ReadingOptions();
        if (passages.Count == 0) return Reading.Empty;
        using var inference = torch.inference_mode();
        using var scope = NewDisposeScope();
        var (_, live, _) = Meet(question, passages);
        var scores = new SpanScores(Rows(live.Start), Rows(live.End), [.. passages.Select(passage => passage.States.Tokens)], options.LongestSpan);
        ReadPassage[] each = [.. Enumerable.Range(0, passages.Count).Select(scores.Judge)];
        return new Reading([.. scores.Best(options.Spans)], each, each.Min(passage => passage.NullProbability)) { Scores = scores };
    }

    /// <summary>Has the gated decoder write the answer.</summary>
    public Writing Write(string question, IReadOnlyList<RetrievedPassage> passages, WritingOptions? options = null)
    {
        if (passages.Count == 0) return new Writing("", 0, [], [], []);
        using var inference = torch.inference_mode();
        using var scope = NewDisposeScope();
        var (asked, live, tokens) = Meet(question, passages);
        var retrieval = ScoresOf(passages);
        var end = passages[0].States.Tokens.Ids[^1]; // the piece that ends every text
        lock (_writing)
        {
            var written = new AnswerWriter(_model).Write(asked, live, tokens, retrieval, end, options ?? new WritingOptions());
            return Finish(written, passages, (int)tokens.Ids.shape[1]);
        }
    }

    /// <summary>How likely the gated decoder holds a text to be that goes on from another: the natural logarithms of its pieces' probabilities.</summary>
    /// <param name="begin">What comes before it.</param>
    /// <param name="text">Of what is longer than an answer may be, the beginning counts.</param>
    public IReadOnlyList<float> Score(string begin, string text, IReadOnlyList<RetrievedPassage> passages)
    {
        var pieces = ReaderTokens.OfQuestion(_encoder.Tokenizer, text, Options.AnswerTokens + 2).Ids[1..^1]; // without the marks of begin and end
        if (pieces.Length == 0 || passages.Count == 0) return [];
        using var inference = torch.inference_mode();
        using var scope = NewDisposeScope();
        var (asked, live, tokens) = Meet(begin, passages);
        return ContinuationScorer.Score(_model.Decoder, asked, live, tokens, ScoresOf(passages), pieces);
    }

    /// <summary>Lets the weights go.</summary>
    public void Dispose() => _model.Dispose();

    private void Encode(List<int> batch, IReadOnlyList<PassageText> passages, ReaderTokens[] tokens, PassageStates[] states, StateForm form, bool embeds)
    {
        using var inference = torch.inference_mode();
        using var scope = NewDisposeScope();
        ReaderTokens[] own = [.. batch.Select(i => tokens[i])];
        var ids = TokenBatch.Of(own, CPU);
        var lower = _model.Encoder.Lower(ids);
        var packed = PassageBatch.Pack(_model.Stored.forward(_model.Encoder.Upper(lower, ids), ids), own, form, _stamp.Value).ToArray();
        var embeddings = embeds && own.Any(text => text.Count <= _embeddedTokens) ? _model.Encoder.Embed(lower, ids).Floats().Chunk(Options.EncoderWidth).ToArray() : [];
        foreach (var (row, i) in batch.Index())
            states[i] = new PassageStates(passages[i], tokens[i], packed[row]) { Embedding = embeds && tokens[i].Count <= _embeddedTokens ? embeddings[row] : null };
    }

    private (EncodedQuestions Asked, LiveStates Live, TokenBatch Tokens) Meet(string question, IReadOnlyList<RetrievedPassage> passages)
    {
        var asked = _model.Ask(TokenBatch.Of([ReaderTokens.OfQuestion(_encoder.Tokenizer, question, Options.QuestionTokens)], CPU));
        var encoded = PassageBatch.Of([.. passages.Select(passage => passage.States)], Options);
        return (asked, _model.Live.forward(encoded, asked.Select(torch.zeros(passages.Count, int64))), encoded.Tokens);
    }

    private Writing Finish(AnswerBeam beam, IReadOnlyList<RetrievedPassage> passages, int length)
    {
        var written = beam.Tokens;
        var pieces = written.Select(token =>
        {
            var (start, end) = PlaceOf(token.Item);
            return new WrittenPiece(_encoder.Tokenizer.Decode([token.Id]), token.Probability, token.Copied, token.Item / length, start, end);
        });
        var weights = passages.Select((_, passage) => written.Count == 0 ? 0 : written.Average(token => token.Pointed.Skip(passage * length).Take(length).Sum(weight => (double)weight)));
        var text = written.Count == 0 ? "" : WrittenText.Of(written, _encoder.Tokenizer, PlaceOf, (start, end) => passages[written[0].Item / length].States.Passage.Text[start..end]);
        return new Writing(text, beam.LogProbability, [.. pieces], [.. weights], beam.MeanGates());

        (int Start, int End) PlaceOf(int item)
        {
            var offsets = passages[item / length].States.Tokens.Offsets;
            return item % length < offsets.Length ? offsets[item % length] : (0, 0);
        }
    }

    private static Tensor ScoresOf(IReadOnlyList<RetrievedPassage> passages) =>
        torch.tensor(passages.Select(passage => (float)passage.Score).ToArray(), 1, passages.Count); // (1, passages)

    private static float[][] Rows(Tensor scores) => [.. scores.Floats().Chunk((int)scores.shape[1])];
}
