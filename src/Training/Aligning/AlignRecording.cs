using Rag.Engine.Evaluation;

namespace Rag.Training.Aligning;

/// <summary>A recording that is learned from or scored on.</summary>
/// <param name="Set">Number of the source it is from.</param>
/// <param name="Samples">16-bit, 16 kHz.</param>
/// <param name="Words">Each in small letters and apostrophes, one or more.</param>
/// <param name="Times">Of each word, start and end in seconds; null where they are not known.</param>
/// <param name="Phones">Sounds with their times, silence among them; null where they are not known.</param>
public sealed record AlignRecording(
    string Id, int Set, short[] Samples, IReadOnlyList<string> Words, IReadOnlyList<(double Start, double End)>? Times, IReadOnlyList<TimedLabel>? Phones)
{
    /// <summary>How long it is.</summary>
    public double Seconds => (double)Samples.Length / Files.Sound.SoundReader.EncoderRate;

    /// <summary>The samples as a decoder gives them, full scale -1..1.</summary>
    public float[] ToFloat()
    {
        var samples = new float[Samples.Length];
        for (var i = 0; i < samples.Length; i++) samples[i] = Samples[i] / 32768f;
        return samples;
    }
}
