using Rag.Files.Media;
using Rag.Files.Sound;

namespace Rag.Engine.Align.Report;

/// <summary>How loud a recording is from moment to moment, to be drawn.</summary>
/// <param name="Peaks">The largest sample of each hundredth of a second, 0..1.</param>
public sealed record LoudnessCurve(IReadOnlyList<float> Peaks)
{
    /// <summary>Peaks of a second.</summary>
    public const int PerSecond = 100;

    /// <summary>Reads a recording; an hour of it takes 1.4 MB.</summary>
    /// <exception cref="MediaException">It cannot be read.</exception>
    public static LoudnessCurve Read(string path, CancellationToken cancellationToken = default)
    {
        using var sound = SoundReader.Open(path, cancellation: cancellationToken);
        var block = new float[SoundReader.EncoderRate / PerSecond];
        var peaks = new List<float>();
        for (int read; (read = sound.Read(block)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var peak = 0f;
            foreach (var sample in block.AsSpan(0, read)) peak = Math.Max(peak, Math.Abs(sample));
            peaks.Add(Math.Min(1, peak));
        }
        return new LoudnessCurve(peaks);
    }
}
