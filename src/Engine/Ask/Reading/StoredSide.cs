using Rag.Attention;
using Rag.Attention.Inference;
using Rag.Attention.Recurrence;

namespace Rag.Engine.Ask.Reading;

/// <summary>What the reader knows of passages before any question comes.</summary>
/// <param name="Tokens">(passages, tokens)</param>
/// <param name="States">(passages, tokens, width)</param>
/// <param name="Alignment">By which a question's tokens find them, not negative: (passages, tokens, alignment).</param>
public sealed record EncodedPassages(TokenBatch Tokens, Tensor States, Tensor Alignment)
{
    /// <summary>Passages in another order, or some of them several times.</summary>
    /// <param name="rows">int64 (new rows)</param>
    public EncodedPassages Select(Tensor rows) => new(Tokens.Select(rows), States.index_select(0, rows), Alignment.index_select(0, rows));
}

/// <summary>The question-blind half of the reader, whose output is stored.</summary>
public sealed class StoredSide : NamedModule
{
    private readonly Linear _state;
    private readonly SimpleRecurrentUnit _recurrent;

    /// <summary>Draws the weights from the global generator (torch.manual_seed).</summary>
    public StoredSide(ReaderOptions options, int encoderWidth) : base(nameof(StoredSide))
    {
        _state = Part("state", Linear(encoderWidth, options.Width));
        _recurrent = Part("recurrent", new SimpleRecurrentUnit(options.Width, options.Dropout));
        Align = Part("align", Linear(encoderWidth, options.AlignmentWidth));
    }

    /// <summary>The alignment, the same for passages and questions.</summary>
    public Linear Align { get; }

    /// <param name="h">(passages, tokens, encoder width)</param>
    public EncodedPassages forward(Tensor h, TokenBatch tokens)
    {
        using var scope = NewDisposeScope();
        var mask = tokens.Mask.to_type(float32).unsqueeze(-1); // (passages, tokens, 1)
        var states = _recurrent.forward(torch.tanh(_state.Run(h)) * mask, mask);
        var alignment = Align.Run(h, Finish.Relu) * mask;
        return new EncodedPassages(tokens, states.MoveToOuterDisposeScope(), alignment.MoveToOuterDisposeScope());
    }
}
