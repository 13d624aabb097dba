using Rag.Encoders.Audio;

namespace Rag.Engine.Transcribe;

/// <summary>A stretch of a window's text between two times.</summary>
/// <param name="Start">Seconds from the beginning of the window.</param>
/// <param name="Tokens">Of the text alone.</param>
/// <param name="IsClosed">Whether a time said that it ends; else it ends with the window.</param>
internal readonly record struct TimedText(double Start, double End, IReadOnlyList<int> Tokens, bool IsClosed)
{
    /// <summary>Reads what was written: times around stretches of text.</summary>
    /// <param name="seconds">How long the window is.</param>
    public static IReadOnlyList<TimedText> Read(IEnumerable<int> written, WhisperTokens tokens, double seconds)
    {
        var read = new List<TimedText>();
        var (start, text) = (0.0, new List<int>());
        foreach (var token in written)
        {
            if (token < tokens.End) text.Add(token);
            if (token < tokens.FirstTimestamp) continue;
            var time = Math.Min(seconds, (token - tokens.FirstTimestamp) * WhisperTokens.SecondsPerTimestamp);
            if (text.Count > 0) read.Add(new TimedText(start, time, text, IsClosed: true));
            (start, text) = (time, []);
        }
        if (text.Count > 0) read.Add(new TimedText(start, seconds, text, IsClosed: false));
        return read;
    }
}
