using Microsoft.Extensions.AI;
using Rag.Encoders.Embeddings;
using Rag.Memory;
using Rag.Memory.Words;

namespace Rag.Engine.Retrieval;

/// <summary>
/// Embeds passages and questions for a collection, by any embedding generator. Traditional Chinese is simplified before, so that either
/// script finds the other and models see the characters they learned most of.
/// </summary>
/// <param name="generator">Must give every text a vector of the encoder's dimension; it is disposed of with this.</param>
/// <param name="encoder">The name by which a collection knows the generator's model, and its dimension.</param>
public sealed class PassageEncoder(IEmbeddingGenerator<string, Embedding<float>> generator, EmbeddingSource encoder) : IDisposable
{
    /// <summary>The least cosine of a sentence by two encoders of one space: half precision takes less than a thousandth.</summary>
    private const double SameSpace = 0.99;

    private static readonly string[] _samples = ["Where does the river rise?", "A dog runs over the beach.", "The contract ends on the first of May 1998."];

    private Embedded? _last; // it is searched with first, and then compared with sentences

    /// <summary>What a collection records.</summary>
    public EmbeddingSource Encoder => encoder;

    /// <summary>
    /// Whether both put the same sentences at the same places: then one finds what the other has embedded, though their names do not
    /// say so. Encoders that were trained apart are far from it.
    /// </summary>
    public async ValueTask<bool> AgreesAsync(PassageEncoder other, CancellationToken cancellationToken = default)
    {
        if (encoder.Dimension != other.Encoder.Dimension) return false;
        var ours = await EmbedAsync(_samples, cancellationToken: cancellationToken);
        var theirs = await other.EmbedAsync(_samples, cancellationToken: cancellationToken);
        return ours.Zip(theirs, (one, two) => Cosine(one.Span, two.Span)).All(cosine => cosine > SameSpace);
    }

    /// <summary>The generator, where it is one of a kind; else null.</summary>
    public T? Generator<T>() where T : class => generator.GetService(typeof(T)) as T;

    /// <summary>The same for a collection that knows the space by another encoder.</summary>
    public PassageEncoder As(EmbeddingSource recorded) => new(generator, recorded);

    /// <summary>The embedding of a question; of the one that was embedded last it is at hand.</summary>
    public async ValueTask<ReadOnlyMemory<float>> EmbedAsync(string question, CancellationToken cancellationToken = default)
    {
        if (_last is { } last && last.Question == question) return last.Vector;
        var vector = (await EmbedAsync([question], null, cancellationToken))[0];
        _last = new Embedded(question, vector);
        return vector;
    }

    /// <summary>The embedding of each text.</summary>
    /// <param name="report">Is told how many of them are done after each batch.</param>
    public async ValueTask<IReadOnlyList<ReadOnlyMemory<float>>> EmbedAsync(
        IReadOnlyList<string> texts, Action<int>? report = null, CancellationToken cancellationToken = default) =>
        await generator.EmbedAsync([.. texts.Select(ChineseScript.Simplify)], EmbeddingBatches.Texts, report, cancellationToken);

    /// <summary>The items with their embeddings: of the heading and the text.</summary>
    /// <inheritdoc cref="EmbedAsync(IReadOnlyList{string}, Action{int}?, CancellationToken)" path="/param"/>
    public async ValueTask<IReadOnlyList<Item>> EmbedAsync(
        IReadOnlyList<Item> items, Action<int>? report = null, CancellationToken cancellationToken = default)
    {
        var vectors = await EmbedAsync([.. items.Select(TextOf)], report, cancellationToken);
        return [.. items.Zip(vectors, (item, vector) => item with { Embedding = vector })];
    }

    /// <summary>Lets the generator go.</summary>
    public void Dispose() => generator.Dispose();

    internal static double Cosine(ReadOnlySpan<float> one, ReadOnlySpan<float> two)
    {
        double product = 0, first = 0, second = 0;
        for (var i = 0; i < one.Length; i++)
        {
            product += one[i] * two[i];
            first += one[i] * one[i];
            second += two[i] * two[i];
        }
        return product / Math.Sqrt(first * second);
    }

    private static string TextOf(Item item) => item.Heading is { Length: > 0 } heading ? $"{heading} {item.Text}" : item.Text;

    private sealed record Embedded(string Question, ReadOnlyMemory<float> Vector);
}
