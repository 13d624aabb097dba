using System.Runtime.InteropServices;
using Rag.Files.Media;

namespace Rag.Files.Sound;

/// <summary>What stands for a sample in a WAV file, as a number; full scale is -1..1.</summary>
internal static class Samples
{
    // Integers stored as floats are known; what is larger is no sound, and its power would overflow.
    private const float Largest = 1L << 32;

    /// <summary>Little-endian samples of one encoding, as many as <paramref name="samples"/> has room for.</summary>
    public static void Decode(ReadOnlySpan<byte> bytes, SampleEncoding encoding, int size, Span<float> samples)
    {
        switch (encoding, size)
        {
            case (SampleEncoding.Integer, 1):
                for (var i = 0; i < samples.Length; i++) samples[i] = (bytes[i] - 128) / 128f;
                break;
            case (SampleEncoding.Integer, 2):
                var shorts = MemoryMarshal.Cast<byte, short>(bytes);
                for (var i = 0; i < samples.Length; i++) samples[i] = shorts[i] / 32768f;
                break;
            case (SampleEncoding.Integer, 3):
                for (var i = 0; i < samples.Length; i++) samples[i] = (bytes[3 * i] | (bytes[3 * i + 1] << 8) | ((sbyte)bytes[3 * i + 2] << 16)) / 8388608f;
                break;
            case (SampleEncoding.Integer, 4):
                var ints = MemoryMarshal.Cast<byte, int>(bytes);
                for (var i = 0; i < samples.Length; i++) samples[i] = ints[i] / 2147483648f;
                break;
            case (SampleEncoding.Float, 4):
                MemoryMarshal.Cast<byte, float>(bytes)[..samples.Length].CopyTo(samples);
                break;
            case (SampleEncoding.Float, 8):
                var doubles = MemoryMarshal.Cast<byte, double>(bytes);
                for (var i = 0; i < samples.Length; i++) samples[i] = (float)doubles[i];
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(encoding), (encoding, size), "There is no such encoding.");
        }
    }

    /// <summary>The mean of all channels of each frame.</summary>
    /// <param name="bytesPerFrame">In the file, whose byte <paramref name="start"/> begins the first frame: where an error is.</param>
    /// <exception cref="MediaException">A sample is NaN, infinite or out of all proportion.</exception>
    public static void Mix(ReadOnlySpan<float> frames, int channels, Span<float> mono, string path, long start, int bytesPerFrame)
    {
        for (var i = 0; i < mono.Length; i++)
        {
            var sum = 0f;
            foreach (var sample in frames.Slice(i * channels, channels)) sum += sample;
            mono[i] = sum / channels;
            if (!(Math.Abs(mono[i]) <= Largest))
                throw new MediaException(path, $"{mono[i]} is no sample of a sound; convert the file again", start + ((long)i * bytesPerFrame));
        }
    }
}
