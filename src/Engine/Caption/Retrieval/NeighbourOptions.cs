namespace Rag.Engine.Caption.Retrieval;

/// <summary>Which pictures count as a picture's neighbours, and how much.</summary>
/// <exception cref="ArgumentOutOfRangeException">A number makes no sense.</exception>
public sealed record NeighbourOptions
{
    /// <summary>How many pictures; 1 or more.</summary>
    public int Count { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Count), value, "There is one neighbour or more."); } = 60;

    /// <summary>Their weights are softmax(score / temperature), divided among their captions; positive.</summary>
    public double Temperature
    {
        get;
        init => field = value > 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(Temperature), value, "A temperature is positive.");
    } = 0.1;
}
