using System.Buffers.Binary;
using Rag.Encoders.Text.Tokenizers.Files;

namespace Rag.Encoders.Text.Tokenizers.Normalization;

/// <summary>
/// A Darts double array of UTF-8 keys -> places in a block of texts that end with a zero byte (SentencePiece's
/// <c>precompiled_charsmap</c>: the array's size in bytes, the array, the block).
/// </summary>
internal sealed class PrecompiledMap
{
    private readonly uint[] _units;
    private readonly byte[] _texts;

    private PrecompiledMap(uint[] units, byte[] texts) => (_units, _texts) = (units, texts);

    public static PrecompiledMap Read(JsonPart part)
    {
        var bytes = new byte[part.AsString().Length];
        if (!Convert.TryFromBase64String(part.AsString(), bytes, out var length)) throw part.Bad("no valid base64");
        var content = bytes.AsSpan(0, length);
        if (length < 4) throw part.Bad("is cut off");
        var size = BinaryPrimitives.ReadUInt32LittleEndian(content);
        if (size % 4 != 0 || size == 0 || size > length - 4) throw part.Bad($"a table of {size} bytes does not fit into {length}");
        var units = new uint[size / 4];
        for (var i = 0; i < units.Length; i++) units[i] = BinaryPrimitives.ReadUInt32LittleEndian(content[(4 + 4 * i)..]);
        return new PrecompiledMap(units, content[(4 + (int)size)..].ToArray());
    }

    /// <summary>The replacement of the shortest key that <paramref name="text"/> begins with; null where there is none.</summary>
    public string? Find(ReadOnlySpan<char> text)
    {
        Span<byte> key = stackalloc byte[256];
        if (text.Length > key.Length / 3) return null;
        key = key[..System.Text.Encoding.UTF8.GetBytes(text, key)];
        var node = Offset(_units[0]);
        foreach (var label in key)
        {
            node ^= label;
            if (label == 0 || node >= (uint)_units.Length || (_units[node] & 0x800000FF) != label) return null;
            var hasValue = (_units[node] & 0x100) != 0;
            node ^= Offset(_units[node]);
            if (hasValue) return node < (uint)_units.Length ? TextAt((int)(_units[node] & 0x7FFFFFFF)) : null;
        }
        return null;
    }

    private string? TextAt(int start)
    {
        if (start >= _texts.Length) return null;
        var text = _texts.AsSpan(start);
        var end = text.IndexOf((byte)0);
        return System.Text.Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
    }

    private static uint Offset(uint unit) => (unit >> 10) << (int)((unit & 0x200) >> 6);
}
