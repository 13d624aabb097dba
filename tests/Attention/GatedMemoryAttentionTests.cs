using Rag.Attention;
using Rag.Attention.Biases;
using Rag.Attention.Gates;
using Rag.Attention.Probes;

namespace Rag.Tests.Attention;

public sealed class GatedMemoryAttentionTests
{
    private const double Precise = 1e-5;

    [Fact]
    public void It_computes_the_decoders_equation()
    {
        using var scope = NewDisposeScope();
        using var off = torch.no_grad();
        var layer = Layer(GateKind.Content, biases: [new RetrievalBias()]);
        foreach (var parameter in layer.Gate.parameters()) parameter.normal_();
        var (h, memory, scores) = (Sample.Normal([2, 5, 24], 1), Sample.Normal([2, 7, 24], 2), Sample.Normal([2, 7], 3));
        using var probe = new AttentionProbe();

        var output = layer.forward(h, memory, cross: new() { RetrievalScores = scores, Probe = probe });

        var x = layer.Norm.call(h);
        var s = layer.Self.Read(x, x);
        var c = layer.Cross.Read(x, memory, new() { RetrievalScores = scores });
        var (b, u) = (layer.get_parameter("gate.bias")!, layer.get_parameter("gate.content")!);
        var g = torch.sigmoid(torch.einsum("btd,hd->bht", h, u) + b.view(1, -1, 1)).unsqueeze(-1);
        Near.Assert(h + layer.Output.call(MultiHeadAttention.Join((1 - g) * s + g * c)), output, "output", Precise);
        Near.Assert(g, probe.Gate!, "gate", Precise);
        Assert.Equal([2, 3, 5, 8], probe.Weights!.shape);
    }

    [Theory]
    [InlineData(GateKind.Static, 0.02)]
    [InlineData(GateKind.Content, 0.02)]
    [InlineData(GateKind.Tanh, 0)]
    public void An_untrained_memory_leaves_the_decoder_as_it_was(GateKind kind, double most)
    {
        using var scope = NewDisposeScope();
        using var off = torch.no_grad();
        var layer = Layer(kind);
        var h = Sample.Normal([2, 5, 24], 1);
        using var probe = new AttentionProbe();

        layer.forward(h, Sample.Normal([2, 7, 24], 2), cross: new() { Probe = probe });

        Assert.InRange(probe.Gate!.abs().max().ToSingle(), 0, most);
    }

    [Fact]
    public void A_shut_gate_hears_nothing_of_the_memory_and_an_open_one_only_it()
    {
        using var scope = NewDisposeScope();
        using var off = torch.no_grad();
        var layer = Layer(GateKind.Content);
        var (h, one, other) = (Sample.Normal([2, 5, 24], 1), Sample.Normal([2, 7, 24], 2), Sample.Normal([2, 7, 24], 3));

        layer.Gate.Frozen = [0];
        Near.AssertSame(layer.forward(h, one), layer.forward(h, other));

        layer.Gate.Frozen = [1, 1, 1];
        var c = layer.Cross.Read(layer.Norm.call(h), one);
        Near.Assert(h + layer.Output.call(MultiHeadAttention.Join(c)), layer.forward(h, one), "open", Precise);

        layer.Gate.Frozen = [0.3, 0, 1];
        Assert.Equal([0.3f, 0, 1], Near.Numbers(layer.Gate.forward(h)));

        layer.Gate.Frozen = null;
        Assert.All(Near.Numbers(layer.Gate.forward(h)), g => Assert.Equal(1 / (1 + Math.Exp(4)), g, 1e-6));
    }

    [Fact]
    public void A_memory_of_no_items_is_finite_and_trains()
    {
        using var scope = NewDisposeScope();
        var layer = Layer(GateKind.Content);
        var h = Sample.Normal([2, 5, 24], 1).requires_grad_();

        var output = layer.forward(h, torch.zeros(2, 0, 24));
        output.square().sum().backward();

        Assert.True(torch.isfinite(output).all().ToBoolean());
        Assert.All(layer.parameters().Where(parameter => parameter.grad is not null), parameter => Assert.True(torch.isfinite(parameter.grad!).all().ToBoolean()));
        Assert.True(torch.isfinite(h.grad!).all().ToBoolean());
    }

    [Fact]
    public void Tied_projections_are_one_and_counted_once()
    {
        using var scope = NewDisposeScope();
        var (tied, free) = (Layer(GateKind.Static, tie: true), Layer(GateKind.Static));

        Assert.Same(tied.Self.Key, tied.Cross.Key);
        Assert.Same(tied.Self.Value, tied.Cross.Value);
        Assert.NotSame(tied.Self.Query, tied.Cross.Query);
        Assert.Equal(2 * (24 * 24 + 24), free.parameters().Sum(each => each.numel()) - tied.parameters().Sum(each => each.numel()));
    }

    private static GatedMemoryAttention Layer(GateKind kind, bool tie = false, IEnumerable<Bias>? biases = null) => new(
        new(24, 3, causal: true, outputProjection: false), new(24, 3, nullKey: true, outputProjection: false, biases: biases), new GateOptions(kind), tie);
}
