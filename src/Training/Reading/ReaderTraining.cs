using Rag.Attention.Inference;
using Rag.Encoders.Text.Tokenizers;
using Rag.Encoders.Training;
using Rag.Engine.Ask.Reading;

namespace Rag.Training.Reading;

/// <summary>
/// Teaches a reader: spans from the first step, then the decoder over the live states as they are (no gradient of its goes into them).
/// </summary>
public sealed class ReaderTraining : ITrainingTask
{
    private readonly ReaderModel _model;
    private readonly ReaderTrainingOptions _options;
    private readonly ReadingBatches _batches;
    private readonly ReadingHoldOut _holdOut;
    private readonly Device _device;

    /// <param name="model">On the device it is to learn on; it learns in place.</param>
    /// <param name="heldOut">To score on.</param>
    /// <param name="seed">Of the batches.</param>
    /// <exception cref="TrainingException">There is nothing to learn from.</exception>
    public ReaderTraining(
        ReaderModel model, Tokenizer tokenizer, ReadingSet set, ReadingSet heldOut, ReaderTrainingOptions options, long seed)
    {
        (_model, _options) = (model, options);
        _device = model.Stored.Align.weight!.device;
        var tokenized = new TokenizedSet(set, tokenizer, options.Length, model.Options.QuestionTokens);
        if (tokenized.Questions.Count == 0) throw new TrainingException("--data holds no question with a passage to read.");
        model.Live.Features.Learn(PieceStatistics.Idf(tokenized.Passages, tokenizer), PieceStatistics.SentenceEnds(tokenizer));
        _batches = new ReadingBatches(tokenized, options, seed);
        _holdOut = new ReadingHoldOut(model, tokenizer, heldOut, options);
    }

    /// <inheritdoc />
    public Module Model => _model;

    /// <summary>Steps in which every question comes once.</summary>
    public int StepsOfEpoch => _batches.InEpoch;

    /// <inheritdoc />
    public double RateOf(Parameter parameter) =>
        _model.Encoder.DepthOf(parameter) is { } depth ? _options.LayerRate * Math.Pow(_options.LayerDecay, depth) : 1;

    /// <inheritdoc />
    public Tensor Loss(int index, double share) => MixedPrecision.Run(Precision.Fastest, () => LossOf(_batches.Of(index, share), writes: share >= _options.DecoderFrom));

    /// <inheritdoc />
    public IReadOnlyDictionary<string, double> Score() => _holdOut.Score();

    private Tensor LossOf(ReadingBatch batch, bool writes)
    {
        using var scope = NewDisposeScope();
        var passageTokens = TokenBatch.Of(batch.Passages, _device);
        var lower = _model.Encoder.Lower(passageTokens); // (passages, tokens, encoder width)
        var passages = _model.Stored.forward(_model.Encoder.Upper(lower, passageTokens), passageTokens);
        var questionTokens = TokenBatch.Of(batch.Questions, _device);
        var questionLower = _model.Encoder.Lower(questionTokens);
        var questions = _model.Question.forward(_model.Encoder.Upper(questionLower, questionTokens), questionTokens, _model.Stored.Align);

        var slots = batch.Slots;
        var pairs = torch.tensor(batch.PairPassages.Select(row => (long)row).ToArray(), device: _device); // (questions * slots)
        var asked = torch.arange(batch.Questions.Count, dtype: int64, device: _device).repeat_interleave(slots);
        var paired = passages.Select(pairs);
        var live = _model.Live.forward(paired, questions.Select(asked));
        var loss = ReaderLoss.OfSpans(live, batch, slots);
        if (writes)
        {
            var retrieval = (_model.Encoder.Embed(lower, passageTokens).index_select(0, pairs) * _model.Encoder.Embed(questionLower, questionTokens).index_select(0, asked))
                .sum(-1).view(-1, slots); // cosines, (questions, slots)
            var memory = _model.Decoder.Remember(live.Memory.detach(), paired.Tokens, retrieval);
            loss = loss + ReaderLoss.OfAnswers(_model, questions with { States = questions.States.detach() }, memory, batch);
        }
        return loss.MoveToOuterDisposeScope();
    }
}
