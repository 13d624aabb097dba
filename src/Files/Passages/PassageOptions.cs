namespace Rag.Files.Passages;

/// <summary>
/// The size of passages, in words: a run of letters and digits is one, and so are 1.6 Chinese or Japanese characters.
/// </summary>
/// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
public sealed record PassageOptions
{
    /// <summary>Below this a passage is joined with its neighbours where the structure allows; 100.</summary>
    public int MinWords { get; init => field = Positive(value); } = 100;

    /// <summary>No passage is larger; 200.</summary>
    public int MaxWords { get; init => field = Positive(value); } = 200;

    private static int Positive(int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
        return value;
    }
}
