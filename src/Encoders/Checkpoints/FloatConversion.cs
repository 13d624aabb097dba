using System.Runtime.InteropServices;

namespace Rag.Encoders.Checkpoints;

/// <summary>Between float32 and the other floating point types of a checkpoint.</summary>
public static class FloatConversion
{
    /// <summary>The numbers as bytes of another type; bfloat16 and float16 round to nearest, ties to even.</summary>
    public static byte[] FromFloats(ReadOnlySpan<float> floats, TensorType type)
    {
        var bytes = new byte[checked(floats.Length * type.Size())];
        switch (type)
        {
            case TensorType.F32:
                MemoryMarshal.AsBytes(floats).CopyTo(bytes);
                break;
            case TensorType.F64:
                var doubles = MemoryMarshal.Cast<byte, double>(bytes.AsSpan());
                for (var i = 0; i < floats.Length; i++) doubles[i] = floats[i];
                break;
            case TensorType.F16:
                var halves = MemoryMarshal.Cast<byte, Half>(bytes.AsSpan());
                for (var i = 0; i < floats.Length; i++) halves[i] = (Half)floats[i];
                break;
            case TensorType.BF16:
                var uppers = MemoryMarshal.Cast<byte, ushort>(bytes.AsSpan());
                for (var i = 0; i < floats.Length; i++) uppers[i] = Upper(floats[i]);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "This is no floating point type that can be written.");
        }
        return bytes;
    }

    internal static void ToFloats(ReadOnlySpan<byte> bytes, TensorType type, Span<float> floats, Func<Exception> refusal)
    {
        switch (type)
        {
            case TensorType.F32:
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(floats);
                break;
            case TensorType.F64:
                var doubles = MemoryMarshal.Cast<byte, double>(bytes);
                for (var i = 0; i < floats.Length; i++) floats[i] = (float)doubles[i];
                break;
            case TensorType.F16:
                var halves = MemoryMarshal.Cast<byte, Half>(bytes);
                for (var i = 0; i < floats.Length; i++) floats[i] = (float)halves[i];
                break;
            case TensorType.BF16:
                var uppers = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (var i = 0; i < floats.Length; i++) floats[i] = BitConverter.UInt32BitsToSingle((uint)uppers[i] << 16);
                break;
            default:
                throw refusal();
        }
    }

    private static ushort Upper(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)((bits >> 16) | 0x40) : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
