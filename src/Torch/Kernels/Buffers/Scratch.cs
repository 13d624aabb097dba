namespace Rag.Torch.Kernels.Buffers;

/// <summary>Floats rented from the <see cref="BufferPool"/> for the length of a <c>using</c>.</summary>
internal readonly unsafe ref struct Scratch
{
    private readonly long _count;

    public Scratch(long count)
    {
        _count = count;
        Pointer = BufferPool.RentFloats(count);
    }

    public float* Pointer { get; }

    public void Dispose() => BufferPool.ReturnFloats(Pointer, _count);
}
