using System.Buffers.Binary;

namespace Rag.Engine.Ask.Reading;

/// <summary>
/// States as they are stored: for each token a float16 scale and as many int8 numbers as a vector has, for its state and then for its
/// alignment. The scale is the largest number's size / 127.
/// </summary>
public static class StatePacking
{
    private const int ScaleBytes = 2;
    private const float Largest = 127;

    /// <summary>Bytes of so many tokens.</summary>
    public static int Length(int tokens, params ReadOnlySpan<int> widths)
    {
        var length = 0;
        foreach (var width in widths) length += tokens * (ScaleBytes + width);
        return length;
    }

    /// <summary>Packs vectors token by token.</summary>
    /// <param name="parts">Each (tokens, its width), row-major.</param>
    public static byte[] Pack(int tokens, params ReadOnlySpan<float[]> parts)
    {
        var packed = new byte[parts.Length == 0 ? 0 : tokens * (parts.Length * ScaleBytes) + Numbers(parts)];
        var at = 0;
        for (var token = 0; token < tokens; token++)
        {
            foreach (var part in parts)
            {
                var width = part.Length / tokens;
                PackVector(part.AsSpan(token * width, width), packed.AsSpan(at, ScaleBytes + width));
                at += ScaleBytes + width;
            }
        }
        return packed;
    }

    /// <summary>The inverse of <see cref="Pack"/>, up to rounding.</summary>
    /// <param name="parts">Filled with (tokens, its width) each.</param>
    /// <exception cref="ArgumentException">There are more or fewer bytes than that takes.</exception>
    public static void Unpack(ReadOnlySpan<byte> packed, int tokens, params ReadOnlySpan<float[]> parts)
    {
        var wanted = (tokens * parts.Length * ScaleBytes) + Numbers(parts);
        if (packed.Length != wanted) throw new ArgumentException($"{tokens} tokens take {wanted} bytes; there are {packed.Length}.", nameof(packed));
        for (var token = 0; token < tokens; token++)
        {
            foreach (var part in parts)
            {
                var width = part.Length / tokens;
                var scale = (float)BinaryPrimitives.ReadHalfLittleEndian(packed);
                for (var i = 0; i < width; i++) part[(token * width) + i] = (sbyte)packed[ScaleBytes + i] * scale;
                packed = packed[(ScaleBytes + width)..];
            }
        }
    }

    private static void PackVector(ReadOnlySpan<float> vector, Span<byte> packed)
    {
        var most = 0f;
        foreach (var x in vector) most = Math.Max(most, Math.Abs(x));
        var scale = (Half)(most / Largest);
        BinaryPrimitives.WriteHalfLittleEndian(packed, scale);
        var each = (float)scale > 0 ? 1 / (float)scale : 0;
        for (var i = 0; i < vector.Length; i++) packed[ScaleBytes + i] = (byte)(sbyte)Math.Clamp(MathF.Round(vector[i] * each), -Largest, Largest);
    }

    private static int Numbers(ReadOnlySpan<float[]> parts)
    {
        var numbers = 0;
        foreach (var part in parts) numbers += part.Length;
        return numbers;
    }
}
