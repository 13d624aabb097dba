namespace Rag.Files.Sound;

/// <summary>Turns bytes of a companding law (ITU-T G.711) into linear samples.</summary>
internal delegate void Expansion(ReadOnlySpan<byte> companded, Span<short> linear);

/// <summary>Samples of telephony, a byte each.</summary>
internal sealed class CompandedSamples(Stream bytes, Expansion expand)
{
    private byte[] _bytes = [];
    private short[] _linear = [];

    /// <inheritdoc cref="FrameReader"/>
    public int Read(Span<float> samples)
    {
        if (_bytes.Length < samples.Length) (_bytes, _linear) = (new byte[samples.Length], new short[samples.Length]);
        var count = bytes.ReadAtLeast(_bytes.AsSpan(0, samples.Length), samples.Length, throwOnEndOfStream: false);
        expand(_bytes.AsSpan(0, count), _linear);
        for (var i = 0; i < count; i++) samples[i] = _linear[i] / 32768f;
        return count;
    }
}
