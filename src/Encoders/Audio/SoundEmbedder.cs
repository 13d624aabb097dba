using Rag.Attention.Inference;
using Rag.Encoders.Embeddings;
using Rag.Files.Media;
using Rag.Files.Sound;

namespace Rag.Encoders.Audio;

/// <summary>A sound file, or a film, of which the sound is meant.</summary>
public sealed record Recording(string Path);

/// <summary>
/// One unit-length vector for each recording: the mean over windows, each counting by its length. However long a recording is,
/// one window of it is in memory.
/// </summary>
/// <param name="encoder">Is disposed with this.</param>
/// <param name="name">Of the model.</param>
public sealed class SoundEmbedder(ISoundEncoder encoder, string name) : Embedder<Recording>(name, encoder.Dimension)
{
    /// <summary>The embedding of one recording.</summary>
    /// <exception cref="MediaException">The file cannot be read.</exception>
    public float[] Embed(Recording recording, CancellationToken cancellation = default)
    {
        using var sound = SoundReader.Open(recording.Path, cancellation: cancellation);
        var window = new float[encoder.WindowSamples];
        var sum = new float[Dimension];
        for (int count; (count = sound.Read(window)) > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            var numbers = Infer(() => encoder.Embed(window.AsSpan(0, count)).Floats());
            for (var i = 0; i < sum.Length; i++) sum[i] += numbers[i] * count / window.Length;
        }
        var length = MathF.Sqrt(sum.Sum(x => x * x));
        return [.. sum.Select(x => x / Math.Max(length, 1e-12f))];
    }

    /// <inheritdoc/>
    public override void Dispose() => encoder.Dispose();

    /// <inheritdoc/>
    /// <exception cref="MediaException">A file cannot be read.</exception>
    protected override IEnumerable<float[]> EmbedAll(IEnumerable<Recording> inputs, CancellationToken cancellation) =>
        inputs.Select(recording => Embed(recording, cancellation));
}
