using Rag.Files.Sound;

namespace Rag.Engine.Transcribe;

/// <summary>Cuts a recording into windows at its pauses, long silence left out. However long it is, a minute of it is in memory.</summary>
/// <param name="most">Samples of a window.</param>
internal sealed class SpeechWindows(ISound sound, VoiceActivityOptions options, int most)
{
    private const int Frame = VoiceActivity.Frame;

    private readonly VoiceActivity _activity = new(options);
    private readonly float[] _block = new float[most];
    private readonly float[] _kept = new float[2 * most];
    private readonly bool[] _heard = new bool[(2 * most / Frame) + 1];
    private readonly List<(int At, long From)> _stretches = [];
    private int _count;
    private bool _ended;

    /// <summary>Samples of the recording that were read.</summary>
    public long Read { get; private set; }

    /// <summary>The next window; null at the end. Until some of it is <see cref="Drop"/>ped it stays the same.</summary>
    public SoundWindow? Next()
    {
        while (!_ended && _count <= most) ReadBlock();
        if (_count == 0) return null;
        var pause = _count > most ? _activity.Pause(_heard, 2 * most / 3 / Frame, most / Frame) * Frame : null;
        var length = Math.Min(pause ?? most, _count);
        return new SoundWindow(
            _kept[..length], [.. _stretches.Where(stretch => stretch.At < length)], EndsInPause: pause is not null || length == _count);
    }

    /// <summary>Leaves the beginning of the window behind, in whole frames.</summary>
    public void Drop(int samples)
    {
        var frames = (samples + Frame - 1) / Frame;
        samples = Math.Min(frames * Frame, _count);
        _kept.AsSpan(samples, _count - samples).CopyTo(_kept);
        _heard.AsSpan(frames).CopyTo(_heard);
        _count -= samples;
        var current = _stretches.FindLastIndex(stretch => stretch.At <= samples);
        for (var i = current; i < _stretches.Count; i++)
            _stretches[i] = i > current ? (_stretches[i].At - samples, _stretches[i].From) : (0, _stretches[i].From + samples - _stretches[i].At);
        _stretches.RemoveRange(0, current);
        if (_count == 0) _stretches.Clear();
    }

    private void ReadBlock()
    {
        var count = sound.Read(_block);
        _ended = count < _block.Length;
        if (count == 0) return;
        var heard = _activity.Hear(_block.AsSpan(0, count));
        foreach (var (from, to) in _activity.Keep(heard))
        {
            var (first, length) = (from * Frame, Math.Min(to * Frame, count) - (from * Frame));
            if (_stretches.Count == 0 || _stretches[^1].From + _count - _stretches[^1].At != Read + first) _stretches.Add((_count, Read + first));
            _block.AsSpan(first, length).CopyTo(_kept.AsSpan(_count));
            heard.AsSpan(from, to - from).CopyTo(_heard.AsSpan(_count / Frame));
            _count += length;
        }
        Read += count;
    }
}
