using Rag.Files.Sound;

namespace Rag.Engine.Transcribe;

/// <summary>Tells sound from background by energy, in frames of 20 ms.</summary>
internal sealed class VoiceActivity(VoiceActivityOptions options)
{
    /// <summary>Samples of a frame.</summary>
    public const int Frame = SoundReader.EncoderRate / 50;

    // Speech is loudest where hum and wind are not: high frequencies are raised by 6 dB an octave.
    private const float PreEmphasis = 0.97f;

    /// <summary>Shares of the frames that are quieter than the background's level, and than the loudest sound's: a click is not the loudest sound.</summary>
    private const double Background = 0.1, Loudest = 0.995;

    /// <summary>Which frames stand out from the background.</summary>
    public bool[] Hear(ReadOnlySpan<float> samples)
    {
        var levels = new double[(samples.Length + Frame - 1) / Frame];
        for (var frame = 0; frame < levels.Length; frame++) levels[frame] = Level(samples, frame * Frame, Math.Min((frame + 1) * Frame, samples.Length));
        var sorted = levels.Order().ToArray();
        var background = Math.Max(options.Silence, sorted[(int)(Background * (sorted.Length - 1))]);
        var range = sorted[(int)(Loudest * (sorted.Length - 1))] - background;
        var threshold = background + Math.Max(options.LeastRange, options.Threshold * range);
        return [.. levels.Select(level => level > threshold && range > options.LeastRange)];
    }

    /// <summary>The stretches of frames that are kept: sound, its margins and its pauses.</summary>
    public IReadOnlyList<(int From, int To)> Keep(bool[] heard)
    {
        if (!options.SkipSilence) return [(0, heard.Length)];
        var pause = Frames(options.LongestPause);
        var margin = Math.Min(Frames(options.Margin), pause / 2);
        var kept = new List<(int From, int To)>();
        for (var frame = 0; frame < heard.Length; frame++)
        {
            if (!heard[frame]) continue;
            if (kept.Count > 0 && frame - kept[^1].To <= pause) kept[^1] = (kept[^1].From, frame + 1);
            else kept.Add((frame, frame + 1));
        }
        return [.. kept.Select(stretch => (
            stretch.From <= pause ? 0 : stretch.From - margin,
            heard.Length - stretch.To <= pause ? heard.Length : stretch.To + margin))];
    }

    /// <summary>The middle of the longest pause between two frames; null where none is long enough.</summary>
    public int? Pause(ReadOnlySpan<bool> heard, int from, int to)
    {
        var (best, length) = (0, 0);
        for (var (frame, run) = (from, 0); frame < to; frame++)
        {
            run = heard[frame] ? 0 : run + 1;
            if (run >= Math.Max(1, length)) (best, length) = (frame + 1 - (run / 2), run);
        }
        return length >= Math.Max(1, Frames(options.ShortestPause)) ? best : null;
    }

    private static int Frames(double seconds) => (int)(Math.Min(seconds, 3600) * SoundReader.EncoderRate / Frame);

    /// <summary>Decibels of full scale.</summary>
    private static double Level(ReadOnlySpan<float> samples, int from, int to)
    {
        var sum = 0.0;
        for (var i = from; i < to; i++)
        {
            var x = samples[i] - (i == 0 ? samples[i] : PreEmphasis * samples[i - 1]);
            sum += x * x;
        }
        return 10 * Math.Log10((sum / (to - from)) + 1e-12);
    }
}
