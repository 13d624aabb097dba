namespace Rag.Tests.Attention;

/// <summary>Tensors to try attention with, the same at every run.</summary>
internal static class Sample
{
    public static Tensor Normal(long[] shape, ulong seed) => torch.randn(shape, generator: new torch.Generator(seed));

    /// <summary>Queries, keys and values (batch, heads, tokens, width).</summary>
    public static (Tensor Q, Tensor K, Tensor V) Heads(long batch, long heads, long tokens, long width, ulong seed = 1) =>
        (Normal([batch, heads, tokens, width], seed), Normal([batch, heads, tokens, width], seed + 1000), Normal([batch, heads, tokens, width], seed + 2000));

    /// <summary>Hides about a quarter of the keys, another in each row.</summary>
    public static Tensor Mask(long batch, long tokens) => torch.rand(batch, tokens, generator: new torch.Generator(5)).gt(0.25);
}
