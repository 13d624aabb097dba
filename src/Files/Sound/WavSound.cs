using Rag.Files.Media;

namespace Rag.Files.Sound;

/// <summary>The samples of a WAV file, its channels mixed into one, at the file's own rate.</summary>
internal sealed class WavSound(string path, Stream file, WavHeader header) : ISound
{
    private const int BlockFrames = 4096;

    private readonly byte[] _bytes = new byte[BlockFrames * header.BytesPerFrame];
    private readonly float[] _frames = new float[BlockFrames * header.Channels];
    private long _at = header.DataStart;

    public int SampleRate => header.SampleRate;

    public int Read(Span<float> samples)
    {
        var done = 0;
        while (done < samples.Length && ReadBlock(samples[done..]) is > 0 and var count) done += count;
        return done;
    }

    public void Dispose() => file.Dispose();

    private int ReadBlock(Span<float> samples)
    {
        var left = (header.DataStart + header.DataLength - _at) / header.BytesPerFrame;
        var count = (int)Math.Min(Math.Min(samples.Length, BlockFrames), left);
        if (count == 0) return 0;
        var bytes = _bytes.AsSpan(0, count * header.BytesPerFrame);
        file.Position = _at;
        if (file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw new MediaException(path, "the file became shorter while it was read; read it again", _at);
        var frames = _frames.AsSpan(0, count * header.Channels);
        Samples.Decode(bytes, header.Encoding, header.BytesPerSample, frames);
        Samples.Mix(frames, header.Channels, samples[..count], path, _at, header.BytesPerFrame);
        _at += bytes.Length;
        return count;
    }
}
