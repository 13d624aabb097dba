using Microsoft.Extensions.AI;

namespace Rag.Encoders.Embeddings;

/// <summary>Embeds many inputs by any generator, one that runs here or a service.</summary>
public static class EmbeddingBatches
{
    /// <summary>Texts of a batch: enough for those of equal length to be put together.</summary>
    public const int Texts = 128;

    /// <summary>Pictures of a batch: large ones take some 50 MB each while they wait.</summary>
    public const int Pictures = 16;

    /// <summary>Recordings of a batch: each is read piece by piece and may take long.</summary>
    public const int Recordings = 1;

    /// <summary>Each input's embedding, in their order; the inputs are taken as they are needed.</summary>
    /// <param name="size">How many inputs are handed to the generator at a time.</param>
    /// <param name="report">Is told how many are done after each batch.</param>
    public static async Task<IReadOnlyList<ReadOnlyMemory<float>>> EmbedAsync<TInput>(
        this IEmbeddingGenerator<TInput, Embedding<float>> generator, IEnumerable<TInput> inputs, int size,
        Action<int>? report = null, CancellationToken cancel = default)
    {
        var vectors = new List<ReadOnlyMemory<float>>();
        foreach (var batch in inputs.Chunk(size))
        {
            cancel.ThrowIfCancellationRequested();
            var embeddings = await generator.GenerateAsync(batch, cancellationToken: cancel).ConfigureAwait(false);
            vectors.AddRange(embeddings.Select(embedding => embedding.Vector));
            report?.Invoke(vectors.Count);
        }
        return vectors;
    }
}
