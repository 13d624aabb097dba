namespace Rag.Memory;

/// <summary>What a collection holds.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Items">Items that are there.</param>
/// <param name="Vectors">Items that have an embedding.</param>
/// <param name="Bytes">Bytes of its files, those of items that were dropped since included; null where the memory does not tell.</param>
/// <param name="Encoder">Where the embeddings come from, if it takes any.</param>
public sealed record CollectionStatistics(string Name, int Items, int Vectors, long? Bytes, EmbeddingSource? Encoder)
{
    /// <summary>Bytes that a search by vector goes through: codes and graph; null where the memory does not tell.</summary>
    public long? VectorBytes { get; init; }

    /// <summary>Bytes of what is kept for a decoder; null where the memory does not tell.</summary>
    public long? StateBytes { get; init; }

    /// <summary>What fuses a server's weighted searches: "formula" or, where it has none, "reciprocal rank"; null where it is done
    /// here.</summary>
    public string? Fusion { get; init; }

    /// <summary>What has been found damaged, and is not counted where it cannot be read; see <see cref="IMemory.Damages"/>.</summary>
    public IReadOnlyList<Damage> Damages { get; init; } = [];
}
