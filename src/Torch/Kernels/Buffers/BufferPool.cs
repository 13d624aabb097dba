using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Rag.Torch.Kernels.Buffers;

/// <summary>
/// Native memory for tensors and scratch space, aligned to a cache line and used again. Sizes are rounded up by at most an
/// eighth, and a returned block serves the next request of its size class; renting from a filled pool allocates nothing
/// on the managed heap. When shapes change from step to step, blocks of sizes no longer asked for are let go before they
/// outweigh the most that was ever in use. Contents are undefined. Thread-safe.
/// </summary>
internal static unsafe class BufferPool
{
    private const int Alignment = 64;
    private const int SmallestBytes = 256;
    private const long SpareBytes = 256L << 20;

    private static readonly ConcurrentDictionary<nuint, FreeBlocks> _free = new();
    private static long _rented;
    private static long _idle;
    private static long _peak;

    /// <summary>Bytes handed out and not yet returned.</summary>
    public static long RentedBytes => Interlocked.Read(ref _rented);

    /// <summary>Bytes kept for the next request.</summary>
    public static long IdleBytes => Interlocked.Read(ref _idle);

    /// <summary>At least <paramref name="bytes"/> bytes, to be given back with the same number.</summary>
    /// <exception cref="OutOfMemoryException">The system has no more.</exception>
    public static void* Rent(long bytes)
    {
        var size = SizeClass(bytes);
        long rented = Interlocked.Add(ref _rented, (long)size);
        var block = BlocksOf(size).Take();
        if (block != 0)
        {
            Interlocked.Add(ref _idle, -(long)size);
            return (void*)block;
        }
        if (IdleBytes > Math.Max(SpareBytes, Volatile.Read(ref _peak))) Trim();
        try
        {
            var fresh = NativeMemory.AlignedAlloc(size, Alignment);
            if (rented > Volatile.Read(ref _peak)) Volatile.Write(ref _peak, rented);
            return fresh;
        }
        catch (OutOfMemoryException)
        {
            Interlocked.Add(ref _rented, -(long)size);
            throw;
        }
    }

    /// <summary>At least <paramref name="count"/> floats.</summary>
    public static float* RentFloats(long count) => (float*)Rent(checked(count * sizeof(float)));

    /// <summary>Takes back what <see cref="Rent"/> gave for <paramref name="bytes"/>.</summary>
    public static void Return(void* block, long bytes)
    {
        var size = SizeClass(bytes);
        Interlocked.Add(ref _rented, -(long)size);
        Interlocked.Add(ref _idle, (long)size);
        BlocksOf(size).Put((nint)block);
    }

    public static void ReturnFloats(float* block, long count) => Return(block, count * sizeof(float));

    /// <summary>Gives idle blocks back to the system.</summary>
    public static void Trim()
    {
        foreach (var (size, blocks) in _free)
        {
            nint block;
            while ((block = blocks.Take()) != 0)
            {
                Interlocked.Add(ref _idle, -(long)size);
                NativeMemory.AlignedFree((void*)block);
            }
        }
    }

    /// <summary>Eight classes between two powers of two.</summary>
    private static nuint SizeClass(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        if (bytes <= SmallestBytes) return SmallestBytes;
        long step = 1L << (BitOperations.Log2((ulong)bytes - 1) - 3);
        step = Math.Max(step, Alignment);
        return checked((nuint)((bytes + step - 1) / step * step));
    }

    private static FreeBlocks BlocksOf(nuint size) =>
        _free.TryGetValue(size, out var blocks) ? blocks : _free.GetOrAdd(size, static _ => new FreeBlocks());

    /// <summary>A stack, so that the block used last, which the caches still hold, is used next.</summary>
    private sealed class FreeBlocks
    {
        private readonly Lock _gate = new();
        private nint[] _blocks = new nint[8];
        private int _count;

        public nint Take()
        {
            lock (_gate) return _count == 0 ? 0 : _blocks[--_count];
        }

        public void Put(nint block)
        {
            lock (_gate)
            {
                if (_count == _blocks.Length) Array.Resize(ref _blocks, 2 * _count);
                _blocks[_count++] = block;
            }
        }
    }
}
