using Rag.Attention;
using Rag.Attention.Inference;
using Rag.Attention.Recurrence;

namespace Rag.Engine.Ask.Reading;

/// <summary>What the reader makes of questions.</summary>
/// <param name="Tokens">(questions, tokens)</param>
/// <param name="States">(questions, tokens, width)</param>
/// <param name="Words">What is added where a passage's token meets them, (questions, tokens, width).</param>
/// <param name="Alignment">Not negative, (questions, tokens, alignment).</param>
/// <param name="Whole">The question as one vector, (questions, width).</param>
public sealed record EncodedQuestions(TokenBatch Tokens, Tensor States, Tensor Words, Tensor Alignment, Tensor Whole)
{
    /// <summary>Questions in another order, or some of them several times.</summary>
    /// <param name="rows">int64 (new rows)</param>
    public EncodedQuestions Select(Tensor rows) => new(
        Tokens.Select(rows), States.index_select(0, rows), Words.index_select(0, rows), Alignment.index_select(0, rows), Whole.index_select(0, rows));
}

/// <summary>Reads the question.</summary>
public sealed class QuestionSide : NamedModule
{
    private readonly Linear _state, _words, _weight;
    private readonly SimpleRecurrentUnit _first, _second;

    /// <summary>Draws the weights from the global generator (torch.manual_seed).</summary>
    public QuestionSide(ReaderOptions options, int encoderWidth) : base(nameof(QuestionSide))
    {
        _state = Part("state", Linear(encoderWidth, options.Width));
        _first = Part("first", new SimpleRecurrentUnit(options.Width, options.Dropout));
        _second = Part("second", new SimpleRecurrentUnit(options.Width, options.Dropout));
        _words = Part("words", Linear(encoderWidth, options.Width));
        _weight = Part("weight", Linear(options.Width, 1));
    }

    /// <param name="h">(questions, tokens, encoder width)</param>
    /// <param name="align">See <see cref="StoredSide.Align"/>.</param>
    public EncodedQuestions forward(Tensor h, TokenBatch tokens, Linear align)
    {
        using var scope = NewDisposeScope();
        var mask = tokens.Mask.to_type(float32).unsqueeze(-1); // (questions, tokens, 1)
        var q = _second.forward(_first.forward(_state.Run(h) * mask, mask), mask); // (questions, tokens, width)
        var weights = functional.softmax(_weight.call(q).masked_fill(mask.eq(0), -1e4), 1); // (questions, tokens, 1)
        return new EncodedQuestions(
            tokens,
            q.MoveToOuterDisposeScope(),
            _words.Run(h).MoveToOuterDisposeScope(),
            (align.Run(h, Finish.Relu) * mask).MoveToOuterDisposeScope(),
            (weights * q).sum(1).MoveToOuterDisposeScope());
    }
}
