using Rag.Files.Media;

namespace Rag.Files.Sound;

/// <summary>Fills the whole of <paramref name="samples"/>, [frame * channels + channel], but at the end.</summary>
/// <returns>How many numbers came, whole frames; 0 at the end.</returns>
internal delegate int FrameReader(Span<float> samples);

/// <summary>What a decoder reads of a file, its channels mixed into one, at the file's own rate.</summary>
/// <param name="frames">How many there are to be; null where the format does not say.</param>
/// <param name="decoder">Is disposed with this, and the file by it.</param>
internal sealed class MonoSound(string path, int rate, int channels, FrameReader read, long? frames, IDisposable decoder) : ISound
{
    // Integers stored as floats are known; what is larger is no sound, and its power would overflow.
    private const float Largest = 1L << 32;
    private const int BlockFrames = 4096;

    private readonly float[] _block = new float[BlockFrames * channels];
    private long _done;
    private bool _ended;

    public int SampleRate => rate;

    public int Read(Span<float> samples)
    {
        var done = 0;
        while (done < samples.Length && ReadBlock(samples[done..]) is > 0 and var count) done += count;
        return done;
    }

    public void Dispose() => decoder.Dispose();

    private int ReadBlock(Span<float> samples)
    {
        if (_ended) return 0;
        var block = _block.AsSpan(0, Math.Min(samples.Length, BlockFrames) * channels);
        var count = Decode(block) / channels;
        for (var i = 0; i < count; i++) samples[i] = Mean(block.Slice(i * channels, channels), _done + i);
        _done += count;
        if (count == 0) End();
        return count;
    }

    private int Decode(Span<float> block)
    {
        try
        {
            return read(block);
        }
        catch (Exception e) when (e is not (MediaException or OutOfMemoryException)) // on damaged data decoders throw whatever they stumble over
        {
            throw new MediaException(path, $"is damaged after {Seconds(_done)} ({e.Message}); get a whole copy", innerException: e);
        }
    }

    private float Mean(ReadOnlySpan<float> frame, long at)
    {
        var sum = 0f;
        foreach (var sample in frame) sum += sample;
        var mean = sum / channels;
        return Math.Abs(mean) <= Largest ? mean
            : throw new MediaException(path, $"{mean} is no sample of a sound, after {Seconds(at)}; convert the file again");
    }

    private void End()
    {
        _ended = true;
        if (_done == 0) throw new MediaException(path, "it holds no sound; record it again");
        if (_done < frames) throw new MediaException(path, $"it ends after {Seconds(_done)} of {Seconds(frames.Value)}; get a whole copy");
    }

    private string Seconds(long count) => $"{(double)count / rate:f1} s";
}
