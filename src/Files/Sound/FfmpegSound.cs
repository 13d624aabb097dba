using System.Runtime.InteropServices;
using Rag.Files.Media;

namespace Rag.Files.Sound;

/// <summary>Sound of any format that ffmpeg knows, also of a film, at any rate.</summary>
internal sealed class FfmpegSound(string path, Ffmpeg ffmpeg, int rate, CancellationToken cancellation) : ISound
{
    private readonly FfmpegStream _output = ffmpeg.Open(
        path, ["-map", "0:a:0", "-vn", "-sn", "-dn", "-ac", "1", "-ar", $"{rate}", "-f", "f32le"], cancellation: cancellation);

    private long _done;

    public int SampleRate => rate;

    public int Read(Span<float> samples)
    {
        var bytes = MemoryMarshal.AsBytes(samples);
        var count = _output.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) / sizeof(float);
        if (_done == 0 && count == 0 && samples.Length > 0) throw new MediaException(path, "it holds no sound; record it again");
        foreach (var sample in samples[..count])
        {
            if (!float.IsFinite(sample)) throw new MediaException(path, $"{sample} is no sample of a sound, after {(double)_done / rate:f1} s; convert the file again");
        }
        _done += count;
        return count;
    }

    public void Dispose() => _output.Dispose();
}
