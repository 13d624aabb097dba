using System.Runtime.InteropServices;
using System.Text;
using Rag.Files;

namespace Rag.Encoders.Checkpoints;

/// <summary>Writes NumPy's file format, version 1.0 (numpy.lib.format).</summary>
public static class NpyWriter
{
    /// <summary>Writes vectors as one array of float32 (vectors, numbers).</summary>
    /// <param name="dimension">Numbers of each vector.</param>
    public static void Write(string path, IReadOnlyList<ReadOnlyMemory<float>> vectors, int dimension)
    {
        var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({vectors.Count}, {dimension}), }}";
        header = header.PadRight((10 + header.Length) / 64 * 64 + 64 - 10 - 1) + "\n"; // the numbers begin at a multiple of 64
        WholeFile.Write(path, stream =>
        {
            stream.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.ASCII.GetBytes(header)]);
            foreach (var vector in vectors) stream.Write(MemoryMarshal.AsBytes(vector.Span));
        });
    }
}
