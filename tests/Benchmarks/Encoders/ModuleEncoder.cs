namespace Rag.Benchmarks.Encoders;

/// <summary>The same encoder as <see cref="Encoder"/>, written as models are: on modules and tensors.</summary>
public sealed class ModuleEncoder : Module<Tensor, Tensor>
{
    private readonly ModuleList<Module<Tensor, Tensor>> layers;

    public ModuleEncoder() : base(nameof(ModuleEncoder))
    {
        layers = ModuleList<Module<Tensor, Tensor>>([.. Enumerable.Range(0, 6).Select(_ => new Layer(width: 384, heads: 12, inner: 1536))]);
        RegisterComponents();
        eval();
    }

    public override Tensor forward(Tensor x)
    {
        foreach (var layer in layers) x = layer.call(x); // (batch, tokens, width)
        return x;
    }

    private sealed class Layer : Module<Tensor, Tensor>
    {
        private readonly int _heads;
        private readonly Linear query, key, value, output, up, down;
        private readonly LayerNorm attentionNorm, outputNorm;

        public Layer(int width, int heads, int inner) : base(nameof(Layer))
        {
            _heads = heads;
            (query, key, value, output) = (Linear(width, width), Linear(width, width), Linear(width, width), Linear(width, width));
            (up, down) = (Linear(width, inner), Linear(inner, width));
            (attentionNorm, outputNorm) = (LayerNorm(width), LayerNorm(width));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            using var scope = torch.NewDisposeScope();
            var (q, k, v) = (Heads(query.call(x)), Heads(key.call(x)), Heads(value.call(x))); // (batch, heads, tokens, head)
            var read = nn.functional.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(x.shape); // (batch, tokens, width)
            x = attentionNorm.call(x + output.call(read));
            x = outputNorm.call(x + down.call(nn.functional.gelu(up.call(x))));
            return x.MoveToOuterDisposeScope();
        }

        private Tensor Heads(Tensor x) => x.view(x.shape[0], x.shape[1], _heads, -1).transpose(1, 2);
    }
}
