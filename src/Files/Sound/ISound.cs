namespace Rag.Files.Sound;

/// <summary>Mono sound, read from its beginning to its end, so that its length costs no memory.</summary>
public interface ISound : IDisposable
{
    /// <summary>Samples a second.</summary>
    int SampleRate { get; }

    /// <summary>Fills <paramref name="samples"/> from the front; full scale is -1..1. Fewer than asked for come only at the end.</summary>
    /// <returns>How many came; 0 at the end.</returns>
    /// <exception cref="Media.MediaException">The file is damaged.</exception>
    int Read(Span<float> samples);
}
