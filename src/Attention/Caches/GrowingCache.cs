namespace Rag.Attention.Caches;

/// <summary>
/// Keys and values of the tokens so far, for decoding a few tokens at a time. One layer's own; it holds no graph, so it
/// wants no_grad.
/// </summary>
public sealed class GrowingCache : IDisposable
{
    private const long FirstCapacity = 16;

    private Tensor? _keys; // (batch, key/value heads, capacity, head)
    private Tensor? _values; // (batch, key/value heads, capacity, value)
    private long _rows;
    private long _leading;

    /// <summary>Tokens held; the null key does not count.</summary>
    public long Tokens => _rows - _leading;

    /// <summary>Forgets all but the first tokens.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than that are held.</exception>
    public void Truncate(long tokens)
    {
        if (tokens < 0 || tokens > Tokens)
            throw new ArgumentOutOfRangeException(nameof(tokens), tokens, $"The cache holds {Tokens} tokens.");
        _rows = tokens + _leading;
    }

    /// <summary>Row i becomes what row <paramref name="rows"/>[i] was, as beams want it.</summary>
    /// <param name="rows">int64 (new batch).</param>
    public void Reorder(Tensor rows)
    {
        if (_keys is null || _values is null) return;
        using var scope = NewDisposeScope();
        (_keys, _values) = (Kept(_keys.index_select(0, rows), _keys), Kept(_values.index_select(0, rows), _values));
    }

    /// <summary>Forgets everything; the cache may start anew, for another batch too.</summary>
    public void Dispose()
    {
        _keys?.Dispose();
        _values?.Dispose();
        (_keys, _values, _rows, _leading) = (null, null, 0, 0);
    }

    /// <summary>Whether the null key is still to come.</summary>
    internal bool IsEmpty => _rows == 0;

    /// <summary>Adds keys and values (batch, heads, tokens, head) and gives all so far, as views that the next call overwrites.</summary>
    /// <param name="leading">How many of these are no tokens; more than 0 in the first call only.</param>
    internal (Tensor Keys, Tensor Values) Append(Tensor keys, Tensor values, long leading)
    {
        if (torch.is_grad_enabled() && (keys.requires_grad || values.requires_grad))
            throw new InvalidOperationException("A growing cache holds no graph; decode with it under no_grad.");
        if (_keys is not null && _keys.shape[0] != keys.shape[0])
            throw new ArgumentException($"The cache holds {_keys.shape[0]} rows; this call has {keys.shape[0]}.");
        var more = keys.shape[2];
        (_keys, _values) = (WithRoom(_keys, keys, _rows + more), WithRoom(_values, values, _rows + more));
        _keys.narrow(2, _rows, more).copy_(keys);
        _values.narrow(2, _rows, more).copy_(values);
        (_rows, _leading) = (_rows + more, _leading + leading);
        return (_keys.narrow(2, 0, _rows), _values.narrow(2, 0, _rows));
    }

    private Tensor WithRoom(Tensor? held, Tensor added, long rows)
    {
        if (held is not null && held.shape[2] >= rows) return held;
        var capacity = Math.Max(FirstCapacity, Math.Max(rows, held is null ? 0 : 2 * held.shape[2]));
        var grown = torch.zeros(added.shape[0], added.shape[1], capacity, added.shape[3], dtype: added.dtype, device: added.device);
        if (held is null) return grown.DetachFromDisposeScope();
        using var old = held.narrow(2, 0, _rows);
        using var start = grown.narrow(2, 0, _rows);
        start.copy_(old);
        return Kept(grown, held);
    }

    private static Tensor Kept(Tensor replacement, Tensor replaced)
    {
        replaced.Dispose();
        return replacement.DetachFromDisposeScope();
    }
}
