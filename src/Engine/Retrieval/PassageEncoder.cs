using Microsoft.Extensions.AI;
using Rag.Memory;

namespace Rag.Engine.Retrieval;

/// <summary>Embeds passages and questions for a collection, by any embedding generator.</summary>
/// <param name="generator">Must give every text a vector of the encoder's dimension; it is disposed of with this.</param>
/// <param name="encoder">The name by which a collection knows the generator's model, and its dimension.</param>
public sealed class PassageEncoder(IEmbeddingGenerator<string, Embedding<float>> generator, Encoder encoder) : IDisposable
{
    /// <summary>Texts handed to the generator at a time: enough for it to put equal lengths together.</summary>
    private const int BatchSize = 128;

    /// <summary>What a collection records.</summary>
    public Encoder Encoder => encoder;

    /// <summary>The embedding of a question.</summary>
    public ReadOnlyMemory<float> Embed(string question, CancellationToken cancel = default) => Generate([question], cancel)[0];

    /// <summary>The embedding of each text.</summary>
    /// <param name="report">Is told how many of them are done after each batch.</param>
    public IReadOnlyList<ReadOnlyMemory<float>> Embed(IReadOnlyList<string> texts, Action<int>? report = null, CancellationToken cancel = default)
    {
        var vectors = new List<ReadOnlyMemory<float>>(texts.Count);
        foreach (var batch in texts.Chunk(BatchSize))
        {
            cancel.ThrowIfCancellationRequested();
            vectors.AddRange(Generate(batch, cancel));
            report?.Invoke(vectors.Count);
        }
        return vectors;
    }

    /// <summary>The items with their embeddings: of the heading and the text.</summary>
    /// <inheritdoc cref="Embed(IReadOnlyList{string}, Action{int}?, CancellationToken)" path="/param"/>
    public IReadOnlyList<Item> Embed(IReadOnlyList<Item> items, Action<int>? report = null, CancellationToken cancel = default) =>
        [.. items.Zip(Embed([.. items.Select(TextOf)], report, cancel), (item, vector) => item with { Embedding = vector })];

    /// <summary>Lets the generator go.</summary>
    public void Dispose() => generator.Dispose();

    private static string TextOf(Item item) => item.Heading is { Length: > 0 } heading ? $"{heading} {item.Text}" : item.Text;

    // Generators that run here are done when they return; one over the network is waited for.
    private List<ReadOnlyMemory<float>> Generate(IReadOnlyList<string> texts, CancellationToken cancel) =>
        [.. generator.GenerateAsync(texts, cancellationToken: cancel).GetAwaiter().GetResult().Select(embedding => embedding.Vector)];
}
