using Rag.Attention;
using Rag.Attention.Inference;

namespace Rag.Engine.Ask.Reading;

/// <summary>Each token of a passage reads the question: y = Attention(x, q); x + relu(W [y; x * y]).</summary>
public sealed class QuestionReading : NamedModule
{
    private readonly MultiHeadAttention _attention;
    private readonly Linear _join;

    /// <summary>Draws the weights from the global generator (torch.manual_seed).</summary>
    public QuestionReading(ReaderOptions options) : base(nameof(QuestionReading))
    {
        _attention = Part("attention", new MultiHeadAttention(new AttentionOptions(options.Width, options.Heads, outputProjection: false)));
        _join = Part("join", Linear(2 * options.Width, options.Width));
    }

    /// <param name="x">(pairs, tokens, width)</param>
    /// <param name="questions">One a pair.</param>
    public Tensor forward(Tensor x, EncodedQuestions questions)
    {
        using var scope = NewDisposeScope();
        var y = _attention.forward(x, questions.States, new AttentionContext { KeyMask = questions.Tokens.Mask }); // (pairs, tokens, width)
        return (x + _join.Run(torch.cat([y, x * y], -1), Finish.Relu)).MoveToOuterDisposeScope();
    }
}
