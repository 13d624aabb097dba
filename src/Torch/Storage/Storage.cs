using Rag.Torch.Kernels.Buffers;

namespace Rag.Torch;

/// <summary>
/// A run of native memory that one or more tensors view. Each tensor owns one reference; with the last one the memory
/// goes back to the <see cref="BufferPool"/>.
/// </summary>
internal sealed unsafe class Storage
{
    private int _owners = 1;
    private int _version;

    private Storage(nint address, long bytes)
    {
        Address = address;
        Bytes = bytes;
    }

    public nint Address { get; }

    public long Bytes { get; }

    /// <summary>How often an in-place operation has written here; a saved tensor remembers it.</summary>
    public int Version => Volatile.Read(ref _version);

    /// <summary>Whether exactly one tensor views this memory, so that writing to it can surprise nobody.</summary>
    public bool IsUnique => Volatile.Read(ref _owners) == 1;

    /// <summary>Memory of at least <paramref name="bytes"/> bytes, aligned to 64, with arbitrary content.</summary>
    public static Storage Rent(long bytes)
    {
        StorageGauge.Grew(bytes);
        return new Storage((nint)BufferPool.Rent(bytes), bytes);
    }

    public void BumpVersion() => Interlocked.Increment(ref _version);

    public Storage Retain()
    {
        if (Interlocked.Increment(ref _owners) <= 1)
            throw new ObjectDisposedException(nameof(torch.Tensor), "The tensor was disposed of.");
        return this;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _owners) != 0) return;
        BufferPool.Return((void*)Address, Bytes);
        StorageGauge.Shrank(Bytes);
    }
}
