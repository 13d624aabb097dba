namespace Rag.Torch;

/// <summary>
/// Disposes of the tensors made on this thread while it was the innermost scope, except those moved out or detached.
/// </summary>
/// <remarks>A scope belongs to the thread that made it. Tensors made outside any scope live until they are disposed of
/// or finalized.</remarks>
public sealed class DisposeScope : IDisposable
{
    [ThreadStatic]
    private static DisposeScope? _current;

    private readonly List<IDisposable?> _held = [];
    private int _count;
    private bool _closed;

    private DisposeScope(DisposeScope? outer) => OuterScope = outer;

    internal static DisposeScope? Current => _current;

    internal DisposeScope? OuterScope { get; }

    /// <summary>What the scope holds now.</summary>
    public IReadOnlyList<IDisposable> DisposablesView => [.. _held.OfType<IDisposable>()];

    public int DisposablesCount => _count;

    internal static DisposeScope Open() => _current = new DisposeScope(_current);

    public T MoveToOuter<T>(T disposable) where T : IDisposable => MoveToOther(OuterScope, disposable);

    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable =>
        (MoveToOuter(first), MoveToOuter(second));

    public (T1 first, T2 second, T3 third) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable =>
        (MoveToOuter(first), MoveToOuter(second), MoveToOuter(third));

    public void MoveToOuter(params IDisposable[] disposables) => MoveToOuter((IEnumerable<IDisposable>)disposables);

    public void MoveToOuter(IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables) MoveToOther(OuterScope, disposable);
    }

    public T MoveToOther<T>(DisposeScope? scope, T disposable) where T : IDisposable
    {
        if (!Remove(disposable)) return disposable;
        scope?.Add(disposable);
        return disposable;
    }

    public T Detach<T>(T disposable) where T : IDisposable => MoveToOther(null, disposable);

    public void Detach(params IDisposable[] disposables) => Detach((IEnumerable<IDisposable>)disposables);

    public void Detach(IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables) MoveToOther(null, disposable);
    }

    /// <summary>Takes what no scope or another one held.</summary>
    public void Attach(IDisposable disposable)
    {
        if (disposable is torch.Tensor { Scope: { } other }) other.Remove(disposable);
        Add(disposable);
    }

    public bool Contains(IDisposable disposable) => Find(disposable) >= 0;

    public void DisposeEverything() => DisposeEverythingBut([]);

    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var keep = inKeep.ToHashSet(ReferenceEqualityComparer.Instance);
        var held = _held.ToArray();
        foreach (var item in held)
        {
            if (item is null || keep.Contains(item)) continue;
            Remove(item);
            item.Dispose();
        }
    }

    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    public T DisposeEverythingBut<T>(T keep) where T : IDisposable
    {
        DisposeEverythingBut((IEnumerable<IDisposable>)[keep]);
        return keep;
    }

    public void Dispose()
    {
        if (_closed) return;
        _closed = true;
        for (var i = 0; i < _held.Count; i++)
        {
            var item = _held[i];
            _held[i] = null;
            if (item is torch.Tensor tensor) tensor.Scope = null;
            item?.Dispose();
        }
        _held.Clear();
        _count = 0;
        if (ReferenceEquals(_current, this)) _current = OuterScope;
    }

    internal void Add(IDisposable disposable)
    {
        if (disposable is torch.Tensor tensor) (tensor.Scope, tensor.ScopeSlot) = (this, _held.Count);
        _held.Add(disposable);
        _count++;
    }

    internal bool Remove(IDisposable disposable)
    {
        var slot = Find(disposable);
        if (slot < 0) return false;
        _held[slot] = null;
        _count--;
        if (disposable is torch.Tensor tensor) tensor.Scope = null;
        // Tensors are mostly let go in reverse order, so the list stays as short as what it holds.
        while (_held.Count > 0 && _held[^1] is null) _held.RemoveAt(_held.Count - 1);
        return true;
    }

    private int Find(IDisposable disposable)
    {
        if (disposable is torch.Tensor tensor) return ReferenceEquals(tensor.Scope, this) ? tensor.ScopeSlot : -1;
        return _held.FindIndex(item => ReferenceEquals(item, disposable));
    }
}

public static partial class torch
{
    /// <summary>Opens a scope that disposes of the tensors made in it on this thread.</summary>
    public static DisposeScope NewDisposeScope() => DisposeScope.Open();

    public static DisposeScope? CurrentDisposeScope => DisposeScope.Current;

    /// <summary>Runs <paramref name="expr"/> in a scope of its own, which only its result leaves.</summary>
    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using var scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }
}
