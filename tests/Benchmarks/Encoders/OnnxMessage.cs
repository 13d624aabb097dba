using System.Text;

namespace Rag.Benchmarks.Encoders;

/// <summary>A protobuf message under construction: each field is a key (number * 8 + wire type) and a value.</summary>
internal sealed class OnnxMessage
{
    private readonly MemoryStream _bytes = new();

    public byte[] ToArray() => _bytes.ToArray();

    public OnnxMessage Number(int field, long value)
    {
        Varint((ulong)field * 8);
        Varint((ulong)value);
        return this;
    }

    public OnnxMessage Bytes(int field, ReadOnlySpan<byte> value)
    {
        Varint(((ulong)field * 8) + 2);
        Varint((ulong)value.Length);
        _bytes.Write(value);
        return this;
    }

    public OnnxMessage Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public OnnxMessage Message(int field, OnnxMessage value) => Bytes(field, value._bytes.GetBuffer().AsSpan(0, (int)value._bytes.Length));

    private void Varint(ulong value)
    {
        for (; value > 127; value >>= 7) _bytes.WriteByte((byte)((value & 127) | 128));
        _bytes.WriteByte((byte)value);
    }
}
