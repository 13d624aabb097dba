namespace Rag.Memory;

/// <summary>The model that a collection's embeddings come from.</summary>
/// <param name="Name">A stable name, such as <c>all-MiniLM-L6-v2</c>.</param>
/// <param name="Dimension">Numbers of an embedding, 1 to 65,536.</param>
public sealed record EmbeddingSource(string Name, int Dimension)
{
    /// <summary>A stable name, such as <c>all-MiniLM-L6-v2</c>.</summary>
    public string Name { get; } = Name is { Length: > 0 } ? Name : throw new ArgumentException("A source of embeddings has a name.", nameof(Name));

    /// <summary>Numbers of an embedding.</summary>
    public int Dimension { get; } = Dimension is > 0 and <= 1 << 16
        ? Dimension
        : throw new ArgumentOutOfRangeException(nameof(Dimension), Dimension, "An embedding has 1 to 65,536 numbers.");

    /// <summary>
    /// The space its embeddings live in, called by the model that made it first; the encoder's own name where nothing else is said.
    /// </summary>
    public string Space
    {
        get;
        init => field = value is { Length: > 0 } ? value : throw new ArgumentException("A space has a name.", nameof(Space));
    } = Name;

    /// <summary>Whether the embeddings of both can lie in one collection: they can be compared.</summary>
    public bool SharesSpaceWith(EmbeddingSource other) => (Space, Dimension) == (other.Space, other.Dimension);
}
