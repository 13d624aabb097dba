namespace Rag.Host.Tests.CommandLine;

/// <summary>Files of sound.</summary>
internal static class MadeSounds
{
    /// <summary>A WAV file of 16 kHz, mono, 16 bits.</summary>
    /// <param name="level">Of the tone of 440 Hz in it, 0..1; 0 is silence.</param>
    public static byte[] Wav(double seconds, double level = 0)
    {
        var samples = Enumerable.Range(0, (int)(16_000 * seconds)).SelectMany(i =>
            BitConverter.GetBytes((short)(32_000 * level * Math.Sin(2 * Math.PI * 440 * i / 16_000)))).ToArray();
        byte[] format = [.. "fmt "u8, 16, 0, 0, 0, 1, 0, 1, 0, 0x80, 0x3E, 0, 0, 0, 0x7D, 0, 0, 2, 0, 16, 0];
        return [.. "RIFF"u8, .. BitConverter.GetBytes(36 + samples.Length), .. "WAVE"u8, .. format, .. "data"u8,
            .. BitConverter.GetBytes(samples.Length), .. samples];
    }
}
