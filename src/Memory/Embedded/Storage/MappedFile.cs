using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Rag.Memory.Embedded.Storage;

/// <summary>
/// The bytes of a file, mapped into memory, or of a block of memory that is used like one. They may be read while the file is held: <see cref="TryHold"/> and
/// <see cref="Release"/> enclose every use, and disposing of the file takes effect when nobody holds it any more.
/// </summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedViewAccessor? _view;
    private readonly SafeHandle? _handle;
    private readonly byte[]? _block;
    private readonly byte* _start;

    private MappedFile(MemoryMappedViewAccessor view, long length)
    {
        Length = length;
        _view = view;
        var handle = view.SafeMemoryMappedViewHandle;
        handle.AcquirePointer(ref _start);
        handle.ReleasePointer();
        _handle = handle;
    }

    private MappedFile(byte[] block)
    {
        Length = block.Length;
        _block = block;
        _start = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(block));
    }

    public long Length { get; }

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is empty.</exception>
    public static MappedFile Open(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        var length = RandomAccess.GetLength(file);
        if (length == 0) throw new InvalidDataException("it is empty");
        using var map = MemoryMappedFile.CreateFromFile(
            file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        return new MappedFile(map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read), length);
    }

    /// <param name="bytes">They are copied.</param>
    public static MappedFile Of(ReadOnlySpan<byte> bytes)
    {
        var block = GC.AllocateUninitializedArray<byte>(bytes.Length, pinned: true);
        bytes.CopyTo(block);
        return new MappedFile(block);
    }

    public bool TryHold()
    {
        if (_handle is null) return true;
        var held = false;
        try
        {
            _handle.DangerousAddRef(ref held);
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
        return held;
    }

    public void Release()
    {
        _handle?.DangerousRelease();
        GC.KeepAlive(_block);
    }

    public ReadOnlySpan<byte> Bytes(long start, int length) => new(At(start, length), length);

    /// <summary>Numbers or other plain values, in the machine's byte order and wherever they begin.</summary>
    public ReadOnlySpan<T> Values<T>(long start, int count)
        where T : unmanaged => new(At(start, (long)count * sizeof(T)), count);

    /// <summary>Where bytes are that lie within the file.</summary>
    public byte* At(long start, long length)
    {
        if (start < 0 || length < 0 || start > Length - length)
            throw new InvalidDataException($"bytes {start} to {start + length} are not in it");
        return _start + start;
    }

    public uint ChecksumOf(long start, long length)
    {
        const int Stretch = 1 << 24;
        var state = Checksum.Start;
        while (length > 0)
        {
            var step = (int)Math.Min(Stretch, length);
            state = Checksum.Continue(state, Bytes(start, step));
            (start, length) = (start + step, length - step);
        }
        return Checksum.Finish(state);
    }

    public void Dispose() => _view?.Dispose();
}
