namespace Rag.Encoders.Text.Tokenizers;

/// <summary>
/// The visible character that stands for each byte in a byte-level vocabulary (GPT-2's): printable Latin-1 characters stand
/// for themselves, the others for U+0100 and up in order. <c>Ġ</c> is the space.
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] _chars = Build();
    private static readonly short[] _bytes = Invert(_chars);

    /// <summary>What a space shows as.</summary>
    public static char Space => _chars[' '];

    public static char CharOf(byte value) => _chars[value];

    /// <summary>The byte, or -1 where the character stands for none.</summary>
    public static int ByteOf(char c) => c < _bytes.Length ? _bytes[c] : -1;

    private static char[] Build()
    {
        var chars = new char[256];
        var next = '\u0100';
        for (var i = 0; i < 256; i++)
            chars[i] = i is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF) ? (char)i : next++;
        return chars;
    }

    private static short[] Invert(char[] chars)
    {
        var bytes = new short[chars.Max() + 1];
        Array.Fill(bytes, (short)-1);
        for (var i = 0; i < chars.Length; i++) bytes[chars[i]] = (short)i;
        return bytes;
    }
}
