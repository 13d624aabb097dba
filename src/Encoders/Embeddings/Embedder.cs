using Microsoft.Extensions.AI;

namespace Rag.Encoders.Embeddings;

/// <summary>A model that runs here and makes a vector of length one of each input, for any application of Microsoft.Extensions.AI.</summary>
/// <param name="name">Of the model.</param>
/// <param name="dimension">Numbers of an embedding.</param>
public abstract class Embedder<TInput>(string name, int dimension) : IEmbeddingGenerator<TInput, Embedding<float>>
{
    private readonly EmbeddingGeneratorMetadata _metadata = new("rag", defaultModelId: name, defaultModelDimensions: dimension);

    /// <summary>The model's name.</summary>
    public string Name => name;

    /// <summary>Numbers of an embedding.</summary>
    public int Dimension => dimension;

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Embeddings of another dimension are asked for.</exception>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<TInput> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (options?.Dimensions is { } wanted && wanted != dimension)
            throw new NotSupportedException($"The embeddings of {name} have {dimension} numbers, not {wanted}.");
        return Task.Run(
            () => new GeneratedEmbeddings<Embedding<float>>(
                EmbedAll(values, cancellationToken).Select(vector => new Embedding<float>(vector) { ModelId = name })),
            cancellationToken);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
        : serviceType.IsInstanceOfType(this) ? this : null;

    /// <summary>Lets the weights go.</summary>
    public abstract void Dispose();

    /// <summary>Runs a batch without a graph, in inference mode, and lets go of its tensors: the one place where embedders do so.</summary>
    protected static void Infer(Action batch)
    {
        using var mode = torch.inference_mode();
        using var scope = NewDisposeScope();
        batch();
    }

    /// <inheritdoc cref="Infer(Action)"/>
    protected static T Infer<T>(Func<T> batch)
    {
        T result = default!;
        Infer(() => { result = batch(); });
        return result;
    }

    /// <summary>Each input's embedding, in their order.</summary>
    protected abstract IEnumerable<float[]> EmbedAll(IEnumerable<TInput> inputs, CancellationToken cancellation);
}
