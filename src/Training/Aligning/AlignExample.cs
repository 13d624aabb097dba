using Rag.Encoders.Audio.Features;

namespace Rag.Training.Aligning;

/// <summary>A recording as it is heard in one step.</summary>
/// <param name="Features">(frames, bands) of <see cref="SpeechFeatures"/>.</param>
/// <param name="Times">Of the words in this hearing, in seconds; null where they are not known.</param>
/// <param name="Phones">Of the sounds in this hearing; null where they are not known.</param>
internal sealed record AlignExample(
    AlignRecording Recording, float[] Features, IReadOnlyList<(double Start, double End)>? Times, IReadOnlyList<(double Start, double End, string Label)>? Phones)
{
    /// <summary>From one frame to the next.</summary>
    public const double FrameSeconds = (double)SpeechFeatures.Hop / Files.Sound.SoundReader.EncoderRate;

    public int Frames => Features.Length / SpeechFeatures.Bands;

    /// <summary>The first frame after a boundary at <paramref name="seconds"/>: frame t reaches half a hop to both sides of t * 5 ms.</summary>
    public static int FrameAt(double seconds) => (int)Math.Round((seconds / FrameSeconds) + 0.5, MidpointRounding.AwayFromZero);

    /// <summary>The boundary before a frame, in seconds.</summary>
    public static double BoundaryBefore(double frame) => (frame - 0.5) * FrameSeconds;

    /// <summary>
    /// Frames that each word takes, from the first to behind the last, of at least one frame and without overlap; null where its times are not
    /// known.
    /// </summary>
    public IReadOnlyList<(int Start, int End)>? Spans()
    {
        if (Times is null) return null;
        var (spans, least) = (new List<(int, int)>(), 0);
        foreach (var (start, end) in Times)
        {
            var first = Math.Clamp(FrameAt(start), least, Math.Max(least, Frames - 1));
            var behind = Math.Clamp(FrameAt(end), first + 1, Math.Max(first + 1, Frames));
            spans.Add((first, behind));
            least = behind;
        }
        return spans;
    }
}
