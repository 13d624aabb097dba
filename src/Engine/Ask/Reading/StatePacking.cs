using System.Buffers.Binary;
using Rag.Memory;

namespace Rag.Engine.Ask.Reading;

/// <summary>
/// States as they are stored, token by token, its state and then its alignment: in sixteen bits as float16 numbers, in eight bits as a float16
/// scale (the largest number's size / 127) and as many int8 numbers as the vector has.
/// </summary>
public static class StatePacking
{
    private const int ScaleBytes = 2;
    private const float Largest = 127;

    /// <summary>Bytes of so many tokens.</summary>
    public static int Length(StateForm form, int tokens, params ReadOnlySpan<int> widths)
    {
        var length = 0;
        foreach (var width in widths) length += tokens * BytesOf(form, width);
        return length;
    }

    /// <summary>Packs vectors token by token.</summary>
    /// <param name="parts">Each (tokens, its width), row-major.</param>
    public static byte[] Pack(StateForm form, int tokens, params ReadOnlySpan<float[]> parts)
    {
        var packed = new byte[LengthOf(form, tokens, parts)];
        var rest = packed.AsSpan();
        for (var token = 0; token < tokens; token++)
        {
            foreach (var part in parts)
            {
                var width = part.Length / tokens;
                var vector = part.AsSpan(token * width, width);
                var bytes = rest[..BytesOf(form, width)];
                if (form == StateForm.SixteenBits) PackHalves(vector, bytes);
                else PackVector(vector, bytes);
                rest = rest[bytes.Length..];
            }
        }
        return packed;
    }

    /// <summary>The inverse of <see cref="Pack"/>, up to rounding.</summary>
    /// <param name="parts">Filled with (tokens, its width) each.</param>
    /// <exception cref="ArgumentException">There are more or fewer bytes than that takes.</exception>
    public static void Unpack(StateForm form, ReadOnlySpan<byte> packed, int tokens, params ReadOnlySpan<float[]> parts)
    {
        var wanted = LengthOf(form, tokens, parts);
        if (packed.Length != wanted) throw new ArgumentException($"{tokens} tokens take {wanted} bytes; there are {packed.Length}.", nameof(packed));
        for (var token = 0; token < tokens; token++)
        {
            foreach (var part in parts)
            {
                var width = part.Length / tokens;
                var vector = part.AsSpan(token * width, width);
                var bytes = packed[..BytesOf(form, width)];
                if (form == StateForm.SixteenBits) UnpackHalves(bytes, vector);
                else UnpackVector(bytes, vector);
                packed = packed[bytes.Length..];
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

    private static void UnpackVector(ReadOnlySpan<byte> packed, Span<float> vector)
    {
        var scale = (float)BinaryPrimitives.ReadHalfLittleEndian(packed);
        for (var i = 0; i < vector.Length; i++) vector[i] = (sbyte)packed[ScaleBytes + i] * scale;
    }

    private static void PackHalves(ReadOnlySpan<float> vector, Span<byte> packed)
    {
        for (var i = 0; i < vector.Length; i++) BinaryPrimitives.WriteHalfLittleEndian(packed[(2 * i)..], (Half)vector[i]);
    }

    private static void UnpackHalves(ReadOnlySpan<byte> packed, Span<float> vector)
    {
        for (var i = 0; i < vector.Length; i++) vector[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(packed[(2 * i)..]);
    }

    private static int BytesOf(StateForm form, int width) => form switch
    {
        StateForm.EightBits => ScaleBytes + width,
        StateForm.SixteenBits => 2 * width,
        _ => throw new ArgumentOutOfRangeException(nameof(form), form, "Nothing is stored in that form."),
    };

    private static int LengthOf(StateForm form, int tokens, ReadOnlySpan<float[]> parts)
    {
        var length = 0;
        foreach (var part in parts) length += tokens * BytesOf(form, part.Length / tokens);
        return length;
    }
}
