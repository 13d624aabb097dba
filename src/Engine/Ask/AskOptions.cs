namespace Rag.Engine.Ask;

/// <summary>How a question is put to a collection.</summary>
/// <exception cref="ArgumentOutOfRangeException">A number makes no sense.</exception>
public sealed record AskOptions
{
    /// <summary>Passages that the reader sees, 1 or more.</summary>
    public int Passages
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Passages), value, "A reader sees one passage or more.");
    } = 6;

    /// <summary>Whether passages that say the same, word for word or nearly, count as one.</summary>
    public bool JoinsCopies { get; init; } = true;

    /// <summary>Passages of one source that are read at the most, so that one file does not speak for all; 1 or more.</summary>
    public int MostOfASource
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MostOfASource), value, "A source gives one passage or more.");
    } = int.MaxValue;

    /// <summary>Whether a code or a name of the question that stands nowhere in the collection is reason enough to abstain.</summary>
    public bool WantsKnownNames { get; init; } = true;
}
