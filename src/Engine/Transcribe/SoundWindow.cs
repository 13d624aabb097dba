using Rag.Files.Sound;

namespace Rag.Engine.Transcribe;

/// <summary>What is heard at once: up to 30 s of sound, stretches of a recording one after another.</summary>
/// <param name="Samples">16 kHz mono.</param>
/// <param name="Stretches">Where in the samples each begins, and at which sample of the recording.</param>
/// <param name="EndsInPause">Whether it ends in a pause, or where there was no more room.</param>
internal sealed record SoundWindow(float[] Samples, IReadOnlyList<(int At, long From)> Stretches, bool EndsInPause)
{
    /// <summary>How long it is.</summary>
    public double Seconds => (double)Samples.Length / SoundReader.EncoderRate;

    /// <summary>The second of the recording that a second of the window is.</summary>
    /// <param name="isEnd">Whether something ends there: between two stretches it then belongs to the first.</param>
    public double InRecording(double seconds, bool isEnd = false)
    {
        var sample = Math.Clamp(seconds * SoundReader.EncoderRate, 0, Samples.Length);
        var (at, from) = Stretches.LastOrDefault(stretch => isEnd ? stretch.At < sample : stretch.At <= sample, Stretches[0]);
        return (from + sample - at) / SoundReader.EncoderRate;
    }
}
