using Rag.Attention;
using Rag.Attention.Inference;

namespace Rag.Tests.Attention;

public sealed class NamedModuleTests
{
    [Fact]
    public void A_blank_module_is_the_same_once_its_weights_are_copied()
    {
        using var scope = NewDisposeScope();
        using var drawn = new Parts();
        using var blank = NamedModule.Blank(() => new Parts());
        var wanted = drawn.state_dict();

        Assert.Equal(wanted.Keys, blank.state_dict().Keys);
        using (no_grad())
        {
            foreach (var (name, tensor) in blank.state_dict()) tensor.copy_(wanted[name]);
        }

        Assert.True(torch.allclose(drawn.Run(), blank.Run()));
        Assert.All(blank.parameters(), parameter => Assert.True(parameter.requires_grad));
    }

    [Fact]
    public void A_blank_module_changes_its_type_as_a_whole()
    {
        using var scope = NewDisposeScope();
        using var module = NamedModule.Blank(() => new Parts());

        module.to(bfloat16);

        Assert.Equal(ScalarType.BFloat16, module.Run().dtype);
    }

    private sealed class Parts : NamedModule
    {
        private readonly Linear _linear;
        private readonly Embedding _embedding;
        private readonly LayerNorm _norm;
        private readonly Conv2d _convolution;

        public Parts() : base(nameof(Parts))
        {
            _embedding = Part("embedding", Embedding(3, 4));
            _norm = Part("norm", LayerNorm(4));
            _convolution = Part("convolution", Convolution(1, 2, kernel: 3, stride: 2));
            _linear = Part("linear", Linear(4, 5));
        }

        public Tensor Run()
        {
            var rows = _norm.call(_embedding.call(torch.tensor(new long[] { 0, 2 }))); // (2, 4)
            var seen = _convolution.call(rows.view(1, 1, 2, 4)); // (1, 2, 1, 2)
            return _linear.Run(rows + seen.view(1, 4));
        }
    }
}
