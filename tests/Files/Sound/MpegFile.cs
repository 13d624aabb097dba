namespace Rag.Tests.Files.Sound;

/// <summary>Writes frames of MPEG-1 audio (ISO 11172-3) at 44.1 kHz in mono.</summary>
internal static class MpegFile
{
    public const int Rate = 44_100, LayerThreeSamples = 1152, LayerOneSamples = 384;

    /// <summary>Layer III at 128 kbit/s, without any coefficient.</summary>
    public static byte[] Silence(int frames) => [.. Enumerable.Repeat((byte[])[0xFF, 0xFB, 0x90, 0xC0, .. new byte[413]], frames).SelectMany(frame => frame)];

    /// <summary>Layer I at 384 kbit/s: one of the 32 bands at a constant level, which sounds as a tone at its lower edge.</summary>
    public static byte[] Tone(int frames, int band = 2)
    {
        const int bits = 15;
        var frame = new byte[416];
        ((byte[])[0xFF, 0xFF, 0xC0, 0xC0]).CopyTo(frame, 0);
        var at = 32;
        for (var i = 0; i < 32; i++) Write(i == band ? bits - 1 : 0, 4);
        Write(3, 6); // scale factor 1
        for (var i = 0; i < 12; i++) Write((1 << (bits - 1)) + (1 << (bits - 3)), bits);
        return [.. Enumerable.Repeat(frame, frames).SelectMany(each => each)];

        void Write(int value, int count)
        {
            for (var bit = count - 1; bit >= 0; bit--, at++) frame[at / 8] |= (byte)((value >> bit & 1) << (7 - at % 8));
        }
    }
}
