namespace Rag.Torch.Kernels.Attention;

/// <summary>
/// Queries, keys, values or outputs in memory: number d of token t of head h of batch b lies at
/// <c>Data[b * Batch + h * Head + t * Token + d]</c>.
/// </summary>
internal readonly unsafe struct HeadView(float* data, nint batch, nint head, nint token)
{
    public float* Data { get; } = data;

    public nint Token { get; } = token;

    /// <summary>The first token of a head.</summary>
    public float* this[int b, int h] => Data + (b * batch) + (h * head);
}

/// <summary>
/// Numbers or truth values over (batch, head, query, key), each stride 0 where they repeat: an additive bias, or a mask
/// that is 1 where a query may see a key.
/// </summary>
internal readonly unsafe struct ScoreView<T>(T* data, nint batch, nint head, nint query, nint key) where T : unmanaged
{
    public bool IsEmpty => data == null;

    /// <summary>Stride between keys.</summary>
    public nint Key { get; } = key;

    public T* At(int b, int h, int q, int k) => data + (b * batch) + (h * head) + (q * query) + (k * Key);
}
