using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Rag.Encoders.Checkpoints;

/// <summary>
/// A safetensors file, mapped into memory: eight bytes of header length (little-endian), the header, the tensors' bytes.
/// Nothing is read until it is asked for.
/// </summary>
public sealed unsafe class SafetensorsFile : IDisposable
{
    private const long LongestHeader = 100_000_000;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly SafetensorsHeader _header;
    private readonly byte* _data;
    private bool _disposed;

    private SafetensorsFile(string path, MemoryMappedFile file, MemoryMappedViewAccessor view, long length)
    {
        (Path, _file, _view) = (path, file, view);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        try
        {
            start += view.PointerOffset;
            var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(start, 8));
            if (headerLength > LongestHeader || headerLength > (ulong)(length - 8))
                throw new CheckpointException(path, $"a header of {headerLength} bytes does not fit a file of {length}");
            _data = start + 8 + headerLength;
            _header = SafetensorsHeader.Parse(path, new ReadOnlySpan<byte>(start + 8, (int)headerLength), length - 8 - (long)headerLength);
        }
        catch
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
            throw;
        }
    }

    /// <summary>Where the file lies.</summary>
    public string Path { get; }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, TensorEntry> Tensors => _header.Tensors;

    /// <summary>What the writer noted, often {"format": "pt"}.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <exception cref="CheckpointException">The file is no safetensors file, or damaged.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static SafetensorsFile Open(string path)
    {
        long length;
        using (var handle = File.OpenHandle(path)) length = RandomAccess.GetLength(handle); // of the file, where the path is a link
        if (length < 8) throw new CheckpointException(path, $"a file of {length} bytes has no room for a header");
        var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        MemoryMappedViewAccessor? view = null;
        try
        {
            view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
            return new SafetensorsFile(path, file, view, length);
        }
        catch
        {
            view?.Dispose();
            file.Dispose();
            throw;
        }
    }

    /// <summary>A tensor's place, checked to be there.</summary>
    public TensorEntry Entry(string name) => Tensors.TryGetValue(name, out var entry)
        ? entry
        : throw new CheckpointException(Path, $"there is no tensor \"{name}\" among {Tensors.Count}");

    /// <summary>The bytes of a tensor of at most 2 GB, row-major and little-endian; valid until the file is closed.</summary>
    public ReadOnlySpan<byte> Bytes(string name)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var entry = Entry(name);
        return entry.Length <= int.MaxValue
            ? new ReadOnlySpan<byte>(_data + entry.Offset, (int)entry.Length)
            : throw new CheckpointException(Path, $"{entry} has {entry.Length} bytes, too many for one span");
    }

    /// <summary>The elements of a tensor that has exactly this type, e.g. <c>Read&lt;long&gt;(name, TensorType.I64)</c>.</summary>
    public ReadOnlySpan<T> Read<T>(string name, TensorType type) where T : unmanaged
    {
        var entry = Entry(name);
        if (entry.Type != type || type.Size() != sizeof(T))
            throw new CheckpointException(Path, $"{entry} was to be read as {type} of {sizeof(T)} bytes");
        return MemoryMarshal.Cast<byte, T>(Bytes(name));
    }

    /// <summary>The elements of a floating point tensor as float32.</summary>
    public float[] ReadFloats(string name)
    {
        var entry = Entry(name);
        var floats = new float[checked((int)(entry.Length / entry.Type.Size()))];
        FloatConversion.ToFloats(Bytes(name), entry.Type, floats, () => new CheckpointException(Path, $"{entry} is no floating point tensor"));
        return floats;
    }

    /// <summary>Unmaps the file; spans of its bytes are dead afterwards.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
