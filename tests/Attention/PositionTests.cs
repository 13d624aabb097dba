using Rag.Attention;
using Rag.Attention.Biases;
using Rag.Attention.Positions;
using Rag.Attention.Probes;

namespace Rag.Tests.Attention;

public sealed class PositionTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Rotary_and_relative_scores_depend_on_the_distance_alone(bool rotary)
    {
        using var scope = NewDisposeScope();
        var mechanism = new AttentionMechanism(rotary ? new(8, position: new RotaryPosition()) : new(8, biases: [new RelativeBuckets(), new Alibi()]));
        if (!rotary) torch.nn.init.normal_(mechanism.get_parameter("bias0")!.detach());
        var (q, k) = (Sample.Normal([1, 1, 1, 8], 1).expand(1, 1, 9, 8), Sample.Normal([1, 1, 1, 8], 2).expand(1, 1, 9, 8));

        var scores = Weights(mechanism, q, k).log();

        // A row of weights is its scores up to a constant: neighbouring differences are the same along every diagonal.
        var steps = scores.narrow(1, 1, 8) - scores.narrow(1, 0, 8);
        Near.Assert(steps.narrow(0, 0, 8).narrow(1, 0, 7), steps.narrow(0, 1, 8).narrow(1, 1, 7), "diagonals", 1e-3);
        Assert.True(steps.abs().max().ToSingle() > 1e-2);
    }

    [Theory]
    [InlineData(PositionedSide.Queries, false)]
    [InlineData(PositionedSide.Keys, true)]
    [InlineData(PositionedSide.Both, true)]
    public void Only_positions_on_keys_tell_equal_keys_apart(PositionedSide side, bool apart)
    {
        Position[] kinds = [new RotaryPosition(Side: side), new SinusoidalPosition(side), new LearnedPosition(6, side)];
        foreach (var kind in kinds)
        {
            using var scope = NewDisposeScope();
            var weights = Weights(new AttentionMechanism(new(8, position: kind)), Sample.Normal([1, 1, 6, 8], 1), Sample.Normal([1, 1, 1, 8], 2).expand(1, 1, 6, 8));
            Assert.Equal(apart, (weights - 1f / 6).abs().max().ToSingle() > 1e-4);
        }
    }

    [Fact]
    public void Sequences_longer_than_the_learned_table_are_refused()
    {
        using var scope = NewDisposeScope();
        var (q, k, v) = Sample.Heads(1, 1, 7, 8);

        Assert.Throws<ArgumentException>(() => new AttentionMechanism(new(8, position: new LearnedPosition(6))).forward(q, k, v));
    }

    [Theory]
    [InlineData(true, 0, 0)]
    [InlineData(true, -1, 1)]
    [InlineData(true, 1, 17)]
    [InlineData(true, -7, 7)]
    [InlineData(true, -8, 8)]
    [InlineData(true, -16, 10)]
    [InlineData(true, 64, 30)]
    [InlineData(true, 5000, 31)]
    [InlineData(false, 3, 0)]
    [InlineData(false, -15, 15)]
    [InlineData(false, -5000, 31)]
    public void Distances_fall_into_T5s_buckets(bool bidirectional, long distance, long bucket) =>
        Assert.Equal(bucket, new RelativeBuckets(Bidirectional: bidirectional).Bucket(distance));

    [Fact]
    public void A_structural_bias_looks_distances_up_and_keeps_no_way_apart()
    {
        using var scope = NewDisposeScope();
        using var off = torch.no_grad();
        var mechanism = new AttentionMechanism(new(8, biases: [new DistanceBias(2)]));
        mechanism.get_parameter("bias0")!.copy_(torch.tensor([0f, 1f, 2f, -5f]).view(4, 1));
        using var probe = new AttentionProbe();

        mechanism.forward(
            torch.zeros(1, 1, 1, 8), torch.zeros(1, 1, 5, 8), torch.zeros(1, 1, 5, 8), new() { Distances = torch.tensor([0L, 1L, 2L, 9L, -1L]).view(1, 5), Probe = probe });

        Near.Assert(torch.tensor([0f, 1f, 2f, 2f, -5f]).softmax(0), probe.Weights!.view(5), "weights", 1e-5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_shared_bias_adds_what_the_layers_own_would(bool nullKey)
    {
        using var scope = NewDisposeScope();
        using var off = torch.no_grad();
        var own = new AttentionMechanism(new(16, 2, causal: true, nullKey: nullKey, biases: [new RelativeBuckets(Bidirectional: false)]));
        var plain = new AttentionMechanism(new(16, 2, causal: true, nullKey: nullKey));
        var shared = new SharedBias(new RelativeBuckets(Bidirectional: false), heads: 2);
        shared.get_parameter("weight")!.normal_();
        own.get_parameter("bias0")!.copy_(shared.get_parameter("weight")!);
        plain.load_state_dict(own.state_dict(), strict: false);
        var (q, k, v) = Sample.Heads(2, 2, 20, 8);

        Near.AssertSame(own.forward(q, k, v), plain.forward(q, k, v, new() { Bias = shared.forward(20, 20) }));
    }

    [Fact]
    public void A_monotonic_prior_favours_the_diagonal()
    {
        using var scope = NewDisposeScope();
        var weights = Weights(new AttentionMechanism(new(8, biases: [new MonotonicPrior(1)])), torch.zeros(1, 1, 4, 8), torch.zeros(1, 1, 12, 8));

        Assert.Equal([1L, 4L, 7L, 10L], weights.argmax(-1).data<long>().ToArray());
    }

    private static Tensor Weights(AttentionMechanism mechanism, Tensor q, Tensor k) // (queries, keys)
    {
        using var probe = new AttentionProbe();
        mechanism.forward(q, k, k, new() { Probe = probe });
        return probe.Weights![0, 0].clone();
    }
}
