using Rag.Attention;
using Rag.Attention.Biases;
using Rag.Attention.Caches;
using Rag.Attention.Kernels;
using Rag.Attention.Masks;
using Rag.Attention.Probes;
using Rag.Attention.Scores;

namespace Rag.Tests.Attention;

[Collection(GlobalGenerator.Name)]
public sealed class KernelTests
{
    [Fact]
    [Trait("Speed", "Slow")]
    public void The_tiled_kernel_equals_the_plain_one_at_every_length_and_odd_head_widths()
    {
        for (var tokens = 1; tokens <= 300; tokens++)
        {
            using var scope = NewDisposeScope();
            var width = new[] { 1, 3, 5, 7, 13, 17, 31, 33 }[tokens % 8];
            var (q, k, v) = Sample.Heads(1, 2, tokens, width, seed: (ulong)tokens);
            foreach (var causal in new[] { false, true })
            {
                var plain = new AttentionMechanism(new(2 * width, 2, causal: causal, kernel: Kernel.Plain)).forward(q, k, v);
                var tiled = new AttentionMechanism(new(2 * width, 2, causal: causal)).forward(q, k, v);
                Near.Assert(plain, tiled, $"{tokens} tokens, head width {width}, causal {causal}");
            }
        }
    }

    public static TheoryData<string> WindowCases => ["both ways", "causal", "global", "causal global", "null", "null global", "bias", "bias null causal", "wide"];

    [Theory]
    [MemberData(nameof(WindowCases))]
    public void The_window_kernel_equals_the_plain_one_with_its_gradients(string name)
    {
        foreach (var tokens in new[] { 1, 5, 16, 17, 50, 100 })
        {
            foreach (var padded in new[] { false, true })
            {
                AttentionOptions Options(Kernel kernel) => new(
                    16, 2, causal: name.Contains("causal"), nullKey: name.Contains("null"), kernel: kernel,
                    window: new SlidingWindow(name == "wide" ? 30 : 3, name.Contains("global") ? [0, 7] : []),
                    biases: name.Contains("bias") ? [new Alibi(), new PeriodicBias(4, Start: 1)] : null);
                AssertSame(Options(Kernel.Plain), Options(Kernel.Window), tokens, padded ? Sample.Mask(2, tokens) : null, $"{name}, {tokens} tokens");
            }
        }
    }

    [Fact]
    public void More_features_bring_Performer_closer_to_exact_attention()
    {
        // One draw of the features is luck; the mean over several is what the number of features promises.
        var errors = Array.ConvertAll([16, 256, 4096], features => Enumerable.Range(0, 8).Average(seed => Error(new(32, 2, kernel: Kernel.Performer(features, (ulong)seed)))));

        Assert.True(errors[0] > 1.5 * errors[1] && errors[1] > 1.5 * errors[2], string.Join(" ", errors));
        Assert.InRange(errors[2], 0, 0.1);
    }

    [Fact]
    public void A_causal_Performer_knows_as_much_as_a_plain_sum_over_the_past()
    {
        using var scope = NewDisposeScope();
        var (q, k, v) = Sample.Heads(2, 2, 150, 16);
        var mechanism = new AttentionMechanism(new(32, 2, causal: true, nullKey: true, kernel: Kernel.Performer(64)));
        using var probe = new AttentionProbe();

        var byBlocks = mechanism.forward(q, k, v);
        var bySums = mechanism.forward(q, k, v, new() { Probe = probe });

        Near.Assert(bySums, byBlocks, "blocks against the whole triangle");
        Assert.Equal(0, probe.Weights!.narrow(-1, 1, 150).triu(1).abs().max().ToSingle());
    }

    [Fact]
    public void More_summaries_bring_Linformer_closer_to_exact_attention_and_as_many_as_tokens_reach_it()
    {
        var errors = Array.ConvertAll([4, 16, 64, 256], rank => Error(new(32, 2, kernel: Kernel.Linformer(rank, 256))));

        Assert.Equal(errors.OrderDescending(), errors);
        Assert.InRange(errors[3], 0, 1e-5);
    }

    [Fact]
    public void Without_a_probe_the_layer_computes_what_the_fast_kernel_computes_bit_by_bit()
    {
        using var scope = NewDisposeScope();
        var (q, k, v) = Sample.Heads(2, 2, 130, 16);
        var mechanism = new AttentionMechanism(new(32, 2, causal: true));
        using var probe = new AttentionProbe();

        var fast = mechanism.forward(q, k, v);
        var heard = mechanism.forward(q, k, v, new() { Probe = probe });

        Near.AssertSame(functional.scaled_dot_product_attention(q, k, v, is_casual: true), fast);
        Near.AssertSame(new AttentionMechanism(new(32, 2, causal: true, kernel: Kernel.Plain)).forward(q, k, v), heard);
        Assert.NotEqual(Near.Numbers(fast), Near.Numbers(heard));
        Near.Assert(fast, heard, "listening changes nothing but roundings");
    }

    [Fact]
    public void Dropped_weights_leave_the_mean_as_it_was_and_only_training_drops()
    {
        foreach (var kernel in new[] { Kernel.Plain, Kernel.Tiled })
        {
            using var scope = NewDisposeScope();
            torch.manual_seed(2);
            var mechanism = new AttentionMechanism(new(16, 2, dropout: 0.5, kernel: kernel));
            var (q, k, v) = Sample.Heads(1, 2, 6, 8);
            var whole = new AttentionMechanism(new(16, 2)).forward(q, k, v);

            var mean = torch.stack(Enumerable.Range(0, 3000).Select(_ => mechanism.forward(q, k, v))).mean([0]);
            Assert.InRange((mean - whole).abs().max().ToSingle(), 1e-6, 0.08);

            mechanism.eval();
            Near.Assert(whole, mechanism.forward(q, k, v), "without training");
        }
    }

    [Fact]
    public void A_call_leaves_its_result_in_the_callers_scope_and_nothing_else()
    {
        var layer = new MultiHeadAttention(new(16, 2, nullKey: true, score: Score.Cosine, biases: [new RelativeBuckets()]));
        var gated = new GatedMemoryAttention(new(16, 2, outputProjection: false), new(16, 2, outputProjection: false));
        using var off = torch.no_grad();
        using var scope = NewDisposeScope();
        using var probe = new AttentionProbe();
        using var cache = new GrowingCache();
        var x = Sample.Normal([1, 4, 16], 1);
        var before = scope.DisposablesCount;

        layer.forward(x);
        layer.forward(x, new AttentionContext { Cache = cache, Probe = probe });
        cache.Truncate(2);
        using (var memory = layer.Remember(x)) layer.forward(x, memory);
        gated.forward(x, x);

        Assert.Equal(before + 4, scope.DisposablesCount);
    }

    private static void AssertSame(AttentionOptions expected, AttentionOptions actual, int tokens, Tensor? keyMask, string what)
    {
        using var scope = NewDisposeScope();
        var (one, other) = (new AttentionMechanism(expected), new AttentionMechanism(actual));
        one.load_state_dict(other.state_dict());
        var context = new AttentionContext { KeyMask = keyMask };
        var results = new[] { one, other }.Select(mechanism =>
        {
            var (q, k, v) = Sample.Heads(2, 2, tokens, 8);
            Tensor[] inputs = [q.requires_grad_(), k.requires_grad_(), v.requires_grad_()];
            var output = mechanism.forward(q, k, v, context);
            (output * Sample.Normal(output.shape, 9)).sum().backward();
            return (Output: output, Gradients: inputs.Concat(mechanism.parameters()).Select(input => input.grad!).ToArray());
        }).ToArray();

        Near.Assert(results[0].Output, results[1].Output, what);
        foreach (var (wanted, got) in results[0].Gradients.Zip(results[1].Gradients)) Near.Assert(wanted, got, $"{what}, a gradient");
    }

    /// <summary>Relative error of a kernel over a sequence that changes slowly.</summary>
    private static double Error(AttentionOptions options)
    {
        using var scope = NewDisposeScope();
        var (q, k, v) = Sample.Heads(1, 2, 256, 16);
        (q, k, v) = (Smooth(q), Smooth(k), Smooth(v));
        var exact = new AttentionMechanism(new(32, 2)).forward(q, k, v);
        return ((new AttentionMechanism(options).forward(q, k, v) - exact).norm() / exact.norm()).ToDouble();
    }

    private static Tensor Smooth(Tensor x) => x.cumsum(2) / torch.arange(1, x.shape[2] + 1, dtype: float32).sqrt().view(-1, 1);
}
