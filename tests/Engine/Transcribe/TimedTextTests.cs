using Rag.Encoders.Audio;
using Rag.Encoders.Checkpoints;
using Rag.Engine.Transcribe;

namespace Rag.Engine.Tests.Transcribe;

public sealed class TimedTextTests
{
    private const int Time = 50364;

    private static readonly WhisperTokens _tokens = Read();

    [Fact]
    public void Text_lies_between_times()
    {
        var read = TimedText.Read([Time, 293, 370, Time + 100, Time + 150, 293, Time + 5000], _tokens, 20);

        Assert.Equal([(0.0, 2.0, true), (3.0, 20.0, true)], read.Select(text => (text.Start, text.End, text.IsClosed)));
        Assert.Equal([293, 370], read[0].Tokens);
    }

    [Fact]
    public void Text_without_an_end_ends_with_the_window()
    {
        var read = TimedText.Read([Time + 50, 293], _tokens, 7.5);
        var without = TimedText.Read([293, 370], _tokens, 7.5);

        Assert.Equal((1.0, 7.5, false), (read[0].Start, read[0].End, read[0].IsClosed));
        Assert.Equal((0.0, 7.5, false), (without[0].Start, without[0].End, without[0].IsClosed));
        Assert.Empty(TimedText.Read([Time, Time + 50], _tokens, 7.5));
    }

    private static WhisperTokens Read()
    {
        using var folder = ModelFolder.Open(Path.Combine(SharedData.Repository, "src", "Encoders", "Weights", "whisper-base"));
        return WhisperTokens.Read(folder, 51865);
    }
}
