using Rag.Attention;
using Rag.Lab.Experiments.Decoding;
using Rag.Lab.Experiments.Heads;
using Rag.Lab.Experiments.Weighting;

// Modules draw their first weights from one generator that all tests share; the experiments' seeds hold one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Rag.Lab.Tests;

/// <summary>The experiments test the mechanism: broken on purpose, the claims that depend on it fail.</summary>
[Trait("Speed", "Slow")]
[Collection(GlobalGenerator.Name)]
public sealed class BrokenMechanismTests
{
    private static readonly Dictionary<string, Func<IExperiment>> _broken = new()
    {
        ["scale, without the scale"] = () => new Scale(Unscaled),
        ["kernel regression, without the scale"] = () => new KernelRegression(Unscaled),
        ["focus, without the scale"] = () => new Focus(Unscaled),
        ["kernel regression, keys and values swapped"] = () => new KernelRegression(Swapped),
        ["soft database, keys and values swapped"] = () => new SoftDatabase(Swapped),
        ["keys are addresses, keys and values swapped"] = () => new KeysAreAddresses(Swapped),
        ["no match, keys and values swapped"] = () => new NoMatch(Swapped),
        ["focus, keys and values swapped"] = () => new Focus(Swapped),
        ["evidence, keys and values swapped"] = () => new Evidence(Swapped),
        ["where positions go, keys and values swapped"] = () => new PositionsOnKeys(Swapped),
        ["loud key, keys and values swapped"] = () => new LoudKey(Swapped),
        ["subspaces, heads joined"] = () => new Subspaces(OneHead),
        ["three uses, mask open"] = () => new ThreeUses(Open),
        ["cached decoding, mask open"] = () => new CachedDecoding(Open),
        ["leakage, mask open"] = () => new Leakage(Open),
    };

    public static TheoryData<string> Broken => [.. _broken.Keys];

    [Theory]
    [MemberData(nameof(Broken))]
    public void The_claim_fails(string broken) => Assert.False(Catalogue.Run(_broken[broken]()).Held);

    private static Tensor Unscaled(AttentionMechanism mechanism, Tensor query, Tensor key, Tensor value, AttentionContext? context) =>
        mechanism.forward(query * Math.Sqrt(query.shape[^1]), key, value, context);

    private static Tensor Swapped(AttentionMechanism mechanism, Tensor query, Tensor key, Tensor value, AttentionContext? context) =>
        mechanism.forward(query, value, key, context);

    private static MultiHeadAttention OneHead(AttentionOptions options) =>
        new(new AttentionOptions(options.Width, 1, options.Heads * options.HeadWidth, memoryWidth: options.MemoryWidth));

    private static MultiHeadAttention Open(AttentionOptions options) =>
        new(new AttentionOptions(options.Width, options.Heads, options.HeadWidth, memoryWidth: options.MemoryWidth, biases: options.Biases, nullKey: options.NullKey));
}
