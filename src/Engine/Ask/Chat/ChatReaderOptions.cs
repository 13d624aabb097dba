namespace Rag.Engine.Ask.Chat;

/// <summary>How a language model elsewhere is asked, and how it is checked.</summary>
/// <exception cref="ArgumentOutOfRangeException">A number makes no sense.</exception>
public sealed record ChatReaderOptions
{
    /// <summary>How long the server may be silent, before its first words and between any two.</summary>
    public TimeSpan Patience
    {
        get;
        init => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(Patience), value, "Patience takes time.");
    } = TimeSpan.FromSeconds(60);

    /// <summary>Share of a sentence's words that must stand in the passage it cites, 0..1; its numbers must all stand there.</summary>
    public double Support
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Support), value, "A share lies in 0..1.");
    } = 0.5;

    /// <summary>Characters of an answer; what goes on beyond is nonsense.</summary>
    public int LongestAnswer
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(LongestAnswer), value, "An answer has a character or more.");
    } = 20_000;
}
