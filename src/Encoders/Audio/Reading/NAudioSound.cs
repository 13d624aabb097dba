using NAudio.Wave;
using NAudio.Wave.SampleProviders;
using Rag.Encoders.Media;

namespace Rag.Encoders.Audio.Reading;

/// <summary>The samples of a WAV file as NAudio decodes and resamples them.</summary>
internal sealed class NAudioSound : ISound
{
    private readonly Stream _file;
    private readonly ISampleProvider _samples;

    public NAudioSound(string path, Stream file, WavHeader header, int rate)
    {
        (_file, SampleRate) = (file, rate);
        var mono = new MonoProvider(new DataSection(path, file, header).ToSampleProvider(), path, header);
        _samples = header.SampleRate == rate ? mono : new WdlResamplingSampleProvider(mono, rate);
    }

    public int SampleRate { get; }

    public int Read(Span<float> samples)
    {
        var done = 0;
        for (int count; done < samples.Length && (count = _samples.Read(samples[done..])) > 0;) done += count;
        return done;
    }

    public void Dispose() => _file.Dispose();

    /// <summary>The bytes of the samples, of a header that was checked.</summary>
    private sealed class DataSection(string path, Stream file, WavHeader header) : IWaveProvider
    {
        private long _at = header.DataStart;

        public WaveFormat WaveFormat { get; } = header.Encoding == SampleEncoding.Integer
            ? new WaveFormat(header.SampleRate, 8 * header.BytesPerSample, header.Channels)
            : WaveFormat.CreateCustomFormat(
                WaveFormatEncoding.IeeeFloat, header.SampleRate, header.Channels, header.SampleRate * header.BytesPerFrame, header.BytesPerFrame, 8 * header.BytesPerSample);

        public int Read(Span<byte> buffer)
        {
            var count = (int)Math.Min(buffer.Length, header.DataStart + header.DataLength - _at);
            file.Position = _at;
            if (file.ReadAtLeast(buffer[..count], count, throwOnEndOfStream: false) < count)
                throw new MediaException(path, "the file became shorter while it was read; read it again", _at);
            _at += count;
            return count;
        }
    }

    private sealed class MonoProvider(ISampleProvider source, string path, WavHeader header) : ISampleProvider
    {
        private const int BlockFrames = 4096;

        private readonly float[] _frames = new float[BlockFrames * header.Channels];
        private long _at = header.DataStart;

        public WaveFormat WaveFormat { get; } = WaveFormat.CreateIeeeFloatWaveFormat(header.SampleRate, 1);

        public int Read(Span<float> samples)
        {
            var wanted = Math.Min(samples.Length, BlockFrames) * header.Channels;
            var count = source.Read(_frames.AsSpan(0, wanted)) / header.Channels;
            Samples.Mix(_frames, header.Channels, samples[..count], path, _at, header.BytesPerFrame);
            _at += (long)count * header.BytesPerFrame;
            return count;
        }
    }
}
