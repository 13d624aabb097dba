using System.Diagnostics;
using Rag.Attention.Inference;
using Rag.Encoders.Audio;
using Rag.Encoders.Audio.Features;
using Rag.Files.Sound;

namespace Rag.Benchmarks.Audio;

/// <summary>Features and states of an hour of made-up sound, read from a 16 kHz WAV file.</summary>
internal static class SoundBenchmark
{
    private const int Seconds = 3600, Rate = SoundReader.EncoderRate;

    public static IEnumerable<SoundTime> Run()
    {
        var path = Path.Combine(Path.GetTempPath(), $"rag-benchmark-{Environment.ProcessId}.wav");
        try
        {
            Write(path, new Random(1));
            var whisper = new WhisperFeatures();
            var speech = new SpeechFeatures();
            using var encoder = new SoundEncoder(new SoundOptions());
            encoder.eval();
            encoder.to(Precision.Fastest.Type());
            using var mode = torch.inference_mode();
            yield return Time("read a WAV", path, _ => { });
            yield return Time("read, log-mel for Whisper", path, sound => whisper.Of(sound));
            yield return Time("read, features of our encoder", path, sound => speech.Of(sound));
            yield return Time("read, features, our encoder", path, sound => encoder.Embed(sound).Dispose());
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static SoundTime Time(string name, string path, Action<ReadOnlySpan<float>> work)
    {
        var window = new float[30 * Rate];
        work(window); // a warm-up
        var watch = Stopwatch.StartNew();
        using var sound = SoundReader.Open(path);
        for (int count; (count = sound.Read(window)) > 0;) work(window.AsSpan(0, count));
        return new SoundTime(name, watch.Elapsed.TotalSeconds, Seconds / watch.Elapsed.TotalSeconds);
    }

    private static void Write(string path, Random random)
    {
        using var writer = new BinaryWriter(File.Create(path));
        const int bytes = Seconds * Rate * 2;
        writer.Write("RIFF"u8);
        writer.Write(36 + bytes);
        writer.Write("WAVEfmt "u8);
        foreach (var number in (int[])[16, 0x0001_0001, Rate, 2 * Rate, 0x0010_0002]) writer.Write(number);
        writer.Write("data"u8);
        writer.Write(bytes);
        var noise = new byte[Rate * 2];
        random.NextBytes(noise);
        for (var second = 0; second < Seconds; second++) writer.Write(noise);
    }
}

/// <param name="RealTimes">How many times faster than the sound goes by.</param>
internal sealed record SoundTime(string Name, double Seconds, double RealTimes);
