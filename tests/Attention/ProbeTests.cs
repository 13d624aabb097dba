using Rag.Attention;
using Rag.Attention.Kernels;
using Rag.Attention.Probes;

namespace Rag.Tests.Attention;

public sealed class ProbeTests
{
    [Fact]
    public void Keys_that_are_all_alike_give_uniform_weights_of_entropy_ln_n()
    {
        using var scope = NewDisposeScope();
        using var probe = new AttentionProbe();

        new AttentionMechanism(new(8, 2)).forward(Sample.Normal([1, 2, 3, 4], 1), torch.zeros(1, 2, 6, 4), Sample.Normal([1, 2, 6, 4], 2), new() { Probe = probe });

        Assert.All(Near.Numbers(probe.Weights!), weight => Assert.Equal(1 / 6f, weight, 1e-6f));
        Assert.All(Near.Numbers(probe.Entropy()), entropy => Assert.Equal(Math.Log(6), entropy, 1e-5));
        Assert.All(probe.EffectiveRank()[0], rank => Assert.Equal(1, rank, 1e-3));
    }

    [Theory]
    [InlineData("tiled", 12)]
    [InlineData("Linformer", 5)]
    [InlineData("Performer", 12)]
    public void Weights_of_any_kernel_sum_to_one_and_give_its_output(string kernel, int columns)
    {
        using var scope = NewDisposeScope();
        var mechanism = new AttentionMechanism(new(16, 2, kernel: kernel switch
        {
            "Linformer" => Kernel.Linformer(5, 12),
            "Performer" => Kernel.Performer(32),
            _ => Kernel.Tiled,
        }));
        var (q, k, v) = Sample.Heads(2, 2, 12, 8);
        using var probe = new AttentionProbe();

        var heard = mechanism.forward(q, k, v, new() { Probe = probe });

        Assert.Equal([2, 2, 12, columns], probe.Weights!.shape);
        Assert.All(Near.Numbers(probe.Weights.sum(-1)), sum => Assert.Equal(1, sum, 1e-5f));
        Near.Assert(mechanism.forward(q, k, v), heard, kernel);
    }

    [Fact]
    public void A_loss_may_look_at_the_weights()
    {
        using var scope = NewDisposeScope();
        var (q, k, v) = Sample.Heads(1, 1, 4, 8);
        q.requires_grad = true;
        using var probe = new AttentionProbe();

        new AttentionMechanism(new(8)).forward(q, k, v, new() { Probe = probe });
        probe.Weights!.select(-1, 0).sum().backward();

        Assert.True(q.grad!.abs().sum().ToSingle() > 0);
    }

    [Fact]
    public void A_probe_outlives_the_scope_of_the_call_and_tells_before_it_heard_anything()
    {
        using var probe = new AttentionProbe();
        Assert.Throws<InvalidOperationException>(() => probe.Entropy());

        using (NewDisposeScope())
        {
            var (q, k, v) = Sample.Heads(1, 1, 4, 8);
            new AttentionMechanism(new(8)).forward(q, k, v, new() { Probe = probe });
        }

        Assert.Equal(16, Near.Numbers(probe.Weights!).Length);
    }

    [Fact]
    public void Singular_values_are_those_of_a_known_matrix()
    {
        using var scope = NewDisposeScope();
        var matrix = torch.tensor(new float[,] { { 3, 0 }, { 4, 5 } }); // singular values sqrt(45), sqrt(5)

        Assert.Equal([Math.Sqrt(45), Math.Sqrt(5)], EffectiveRank.SingularValues(matrix), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(7, EffectiveRank.Of(torch.eye(7)), 1e-6);
        Assert.Equal(1, EffectiveRank.Of(torch.ones(5, 9)), 1e-6);
        Assert.Equal(0, EffectiveRank.Of(torch.zeros(3, 3)));
        Assert.Equal(3, EffectiveRank.SingularValues(torch.matmul(Sample.Normal([40, 3], 1), Sample.Normal([3, 30], 2))).Count(value => value > 1e-4));
    }
}
