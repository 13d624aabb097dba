namespace Rag.Attention.Caches;

/// <summary>A memory as one layer reads it: projected once, read at every step. Gradients flow through it.</summary>
public sealed class FixedCache : IDisposable
{
    internal FixedCache(Tensor keys, Tensor values) =>
        (Keys, Values) = (keys.DetachFromDisposeScope(), values.DetachFromDisposeScope());

    /// <summary>(batch, key/value heads, keys, head), the null key first where the layer has one.</summary>
    public Tensor Keys { get; private set; }

    /// <summary>(batch, key/value heads, keys, value).</summary>
    public Tensor Values { get; private set; }

    /// <summary>Row i becomes what row <paramref name="rows"/>[i] was, as beams want it.</summary>
    /// <param name="rows">int64 (new batch).</param>
    public void Reorder(Tensor rows)
    {
        var (keys, values) = (Keys, Values);
        Keys = keys.index_select(0, rows).DetachFromDisposeScope();
        Values = values.index_select(0, rows).DetachFromDisposeScope();
        keys.Dispose();
        values.Dispose();
    }

    /// <summary>Gives the memory back; the cache cannot be read any more.</summary>
    public void Dispose()
    {
        Keys.Dispose();
        Values.Dispose();
    }
}
