using Rag.Attention;

namespace Rag.Lab.Learning;

/// <summary>A transformer block, normalised first: x + attention(norm(x)), then x + mlp(norm(x)).</summary>
internal sealed class Block : Module<Tensor, AttentionContext?, Tensor>
{
    private readonly LayerNorm _attentionNorm, _mlpNorm;
    private readonly MultiHeadAttention _attention;
    private readonly Linear _widen, _narrow;

    public Block(AttentionOptions options) : base(nameof(Block))
    {
        var width = options.Width;
        (_attentionNorm, _mlpNorm) = (LayerNorm(width), LayerNorm(width));
        _attention = new MultiHeadAttention(options);
        (_widen, _narrow) = (Linear(width, 2 * width), Linear(2 * width, width));
        RegisterComponents();
    }

    /// <param name="input1">(batch, tokens, width)</param>
    public override Tensor forward(Tensor input1, AttentionContext? input2)
    {
        var x = input1 + _attention.forward(_attentionNorm.call(input1), input2);
        return x + _narrow.call(functional.gelu(_widen.call(_mlpNorm.call(x))));
    }
}
