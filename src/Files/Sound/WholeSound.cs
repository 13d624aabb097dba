namespace Rag.Files.Sound;

/// <summary>Sounds that are wanted whole.</summary>
public static class WholeSound
{
    private const int FirstSeconds = 10; // of room; more is made as more comes

    /// <summary>What is left of a sound: four bytes a sample in memory, and while it is read up to two and a half times that.</summary>
    /// <inheritdoc cref="ISound.Read" path="/exception"/>
    public static ReadOnlyMemory<float> ReadToEnd(this ISound sound, CancellationToken cancellationToken = default)
    {
        var (samples, count) = (new float[FirstSeconds * sound.SampleRate], 0);
        for (int read; (read = sound.Read(samples.AsSpan(count))) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            count += read;
            if (count == samples.Length) Array.Resize(ref samples, samples.Length / 2 * 3);
        }
        return samples.AsMemory(0, count);
    }
}
