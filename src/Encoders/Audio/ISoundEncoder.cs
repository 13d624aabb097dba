namespace Rag.Encoders.Audio;

/// <summary>A model that hears a window of sound and says what it is about in one vector.</summary>
public interface ISoundEncoder : IDisposable
{
    /// <summary>Numbers of the vector.</summary>
    int Dimension { get; }

    /// <summary>The longest window, in samples of 16 kHz.</summary>
    int WindowSamples { get; }

    /// <summary>(dimension), of any length, without gradient.</summary>
    /// <param name="samples">16 kHz mono, 1 to <see cref="WindowSamples"/> of them.</param>
    Tensor Embed(ReadOnlySpan<float> samples);
}
