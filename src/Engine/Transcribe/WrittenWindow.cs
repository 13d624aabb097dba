using System.IO.Compression;
using System.Text;

namespace Rag.Engine.Transcribe;

/// <summary>What was written of a window at one temperature.</summary>
/// <param name="Tokens">Text and times, without the end.</param>
/// <param name="Text">Of the tokens.</param>
/// <param name="LogProbability">The mean of the tokens' and the end's, in nats.</param>
/// <param name="NoSpeech">How likely it is that nobody speaks.</param>
/// <param name="Temperature">At which it was written.</param>
internal sealed record WrittenWindow(IReadOnlyList<int> Tokens, string Text, double LogProbability, double NoSpeech, double Temperature)
{
    /// <summary>By which factor zlib makes the text smaller: a text that loops shrinks to almost nothing.</summary>
    public double Repetition { get; } = RepetitionOf(Text);

    private static double RepetitionOf(string text)
    {
        if (text.Length == 0) return 0;
        var bytes = Encoding.UTF8.GetBytes(text);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(bytes);
        return (double)bytes.Length / packed.Length;
    }
}
