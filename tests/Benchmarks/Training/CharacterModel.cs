using Rag.Attention.Inference;

namespace Rag.Benchmarks.Training;

/// <summary>A pre-norm decoder over characters.</summary>
internal sealed class CharacterModel : Module<Tensor, Tensor>
{
    private readonly Embedding tokens;
    private readonly Embedding positions;
    private readonly ModuleList<DecoderLayer> layers;
    private readonly LayerNorm norm;
    private readonly Linear head;

    public CharacterModel(long vocabulary, long length, int depth, long width, long heads) : base(nameof(CharacterModel))
    {
        tokens = Embedding(vocabulary, width);
        positions = Embedding(length, width);
        layers = ModuleList(Enumerable.Range(0, depth).Select(_ => new DecoderLayer(width, heads)).ToArray());
        norm = LayerNorm(width);
        head = Linear(width, vocabulary);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        var x = tokens.call(input) + positions.call(torch.arange(input.shape[1])); // (B, T, D)
        foreach (var layer in layers) x = layer.call(x);
        return head.Run(norm.call(x)).MoveToOuterDisposeScope(); // (B, T, V)
    }
}

/// <summary>x + attention(norm(x)), then x + ffn(norm(x)).</summary>
internal sealed class DecoderLayer : Module<Tensor, Tensor>
{
    private readonly long heads;
    private readonly LayerNorm norm1;
    private readonly Linear qkv;
    private readonly Linear output;
    private readonly LayerNorm norm2;
    private readonly Linear up;
    private readonly Linear down;

    public DecoderLayer(long width, long heads) : base(nameof(DecoderLayer))
    {
        this.heads = heads;
        norm1 = LayerNorm(width);
        qkv = Linear(width, 3 * width);
        output = Linear(width, width);
        norm2 = LayerNorm(width);
        up = Linear(width, 4 * width);
        down = Linear(4 * width, width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var (batch, length, width) = (input.shape[0], input.shape[1], input.shape[2]);
        var parts = qkv.Run(norm1.call(input)).view(batch, length, 3, heads, width / heads).permute(2, 0, 3, 1, 4).unbind(0); // 3 x (B, H, T, D/H)
        var mixed = functional.scaled_dot_product_attention(parts[0], parts[1], parts[2], is_casual: true); // (B, H, T, D/H)
        var x = input + output.Run(mixed.transpose(1, 2).reshape(batch, length, width));
        return x + down.Run(functional.gelu(up.Run(norm2.call(x))));
    }
}
