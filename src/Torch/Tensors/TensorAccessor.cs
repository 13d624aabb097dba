using System.Collections;

namespace Rag.Torch;

/// <summary>The elements of a tensor in row-major order.</summary>
public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
{
    private readonly torch.Tensor _tensor;

    internal TensorAccessor(torch.Tensor tensor)
    {
        if (tensor.dtype != ElementTypes.Of<T>()) throw new ArgumentException($"Elements of type {typeof(T).Name} were asked of a tensor of type {tensor.dtype}.");
        _tensor = tensor;
    }

    public long Count => _tensor.Count;

    public T this[params long[] indices]
    {
        get => *At(indices);
        set
        {
            *At(indices) = value;
            _tensor.Storage.BumpVersion();
        }
    }

    public T[] ToArray()
    {
        var result = new T[_tensor.Count];
        CopyTo(result);
        return result;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        using var dense = Conversion.BorrowDense(_tensor);
        var count = checked((int)(_tensor.Count - tensorIndex));
        new Span<T>((T*)dense.Tensor.Data + tensorIndex, count).CopyTo(array[arrayIndex..]);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        if (!_tensor.IsDense) throw new InvalidOperationException("CopyFrom wants a contiguous tensor.");
        array[arrayIndex..].CopyTo(new Span<T>((T*)_tensor.Data + tensorIndex, checked((int)(_tensor.Count - tensorIndex))));
        _tensor.Storage.BumpVersion();
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
    }

    private T* At(long[] indices)
    {
        if (indices.Length != _tensor.Rank) throw new ArgumentException($"{indices.Length} indices were given for a tensor of shape {Shape.Text(_tensor.Sizes)}.", nameof(indices));
        long at = 0;
        for (var d = 0; d < indices.Length; d++)
        {
            if (indices[d] < 0 || indices[d] >= _tensor.Sizes[d])
                throw new ArgumentOutOfRangeException(nameof(indices), Shape.Text(indices), $"The index lies outside a tensor of shape {Shape.Text(_tensor.Sizes)}.");
            at += indices[d] * _tensor.Strides[d];
        }
        return (T*)_tensor.Data + at;
    }
}
