using Rag.Attention;

namespace Rag.Encoders.Text;

/// <summary>LN(word + position + token type).</summary>
public sealed class BertEmbeddings : NamedModule
{
    private readonly double _dropout;

    /// <summary>Draws the weights from the global generator (torch.manual_seed).</summary>
    public BertEmbeddings(BertOptions options) : base(nameof(BertEmbeddings))
    {
        var width = options.Layer.Width;
        _dropout = options.Layer.Dropout;
        Words = Part("words", Embedding(options.Vocabulary, width));
        Positions = Part("positions", Embedding(options.Positions, width));
        Types = Part("types", Embedding(options.TokenTypes, width));
        Norm = Part("norm", LayerNorm(width, options.Layer.NormEpsilon));
    }

    /// <summary>(vocabulary, width)</summary>
    public Embedding Words { get; }

    /// <summary>(positions, width)</summary>
    public Embedding Positions { get; }

    /// <summary>(token types, width)</summary>
    public Embedding Types { get; }

    /// <summary>LN.</summary>
    public LayerNorm Norm { get; }

    /// <param name="ids">int64 (batch, tokens)</param>
    /// <param name="types">int64 (batch, tokens); null for all zero.</param>
    /// <returns>(batch, tokens, width)</returns>
    public Tensor forward(Tensor ids, Tensor? types = null)
    {
        using var scope = NewDisposeScope();
        return Place(Words.call(ids), types).MoveToOuterDisposeScope();
    }

    /// <summary>What <see cref="forward"/> makes of words that were looked up already, (batch, tokens, width).</summary>
    public Tensor Place(Tensor words, Tensor? types = null)
    {
        using var scope = NewDisposeScope();
        var (tokens, most) = (words.shape[1], Positions.weight!.shape[0]);
        if (tokens > most) throw new ArgumentException($"{tokens} tokens are more than the model's {most} positions.", nameof(words));
        var type = types is null ? Types.weight!.narrow(0, 0, 1) : Types.call(types); // (1, width) or (batch, tokens, width)
        var x = words + (Positions.weight.narrow(0, 0, tokens) + type); // (batch, tokens, width)
        x = Norm.call(x);
        if (training && _dropout > 0) x = functional.dropout(x, _dropout);
        return x.MoveToOuterDisposeScope();
    }
}
