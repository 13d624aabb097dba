using Rag.Attention.Caches;

namespace Rag.Encoders.Audio;

/// <summary>What the decoder has heard, and what it has written so far: keys and values of every layer.</summary>
public sealed class WhisperMemory : IDisposable
{
    private readonly FixedCache[] _heard;
    private readonly GrowingCache[] _written;

    internal WhisperMemory(FixedCache[] heard) => (_heard, _written) = (heard, [.. heard.Select(_ => new GrowingCache())]);

    /// <summary>Tokens written so far.</summary>
    public long Tokens => _written[0].Tokens;

    /// <summary>Text i becomes what text <paramref name="rows"/>[i] was, as beams want it. All are of one window.</summary>
    /// <param name="rows">int64 (new texts)</param>
    public void Reorder(Tensor rows)
    {
        foreach (var cache in _written) cache.Reorder(rows);
    }

    /// <summary>Forgets what was written, not what was heard.</summary>
    public void Restart()
    {
        foreach (var cache in _written) cache.Dispose();
    }

    /// <summary>Forgets everything.</summary>
    public void Dispose()
    {
        Restart();
        foreach (var cache in _heard) cache.Dispose();
    }

    internal IEnumerable<(T Layer, FixedCache Heard, GrowingCache Written)> Of<T>(IEnumerable<T> layers) => layers.Zip(_heard, _written);
}
