using Microsoft.Extensions.AI;

namespace Rag.Engine.Tests.Retrieval;

/// <summary>Embeds a text by the subjects its words belong to: a stand-in for a model that knows that a rose is a flower.</summary>
/// <param name="turned">Whether its space is another.</param>
internal sealed class SubjectGenerator(bool turned = false) : IEmbeddingGenerator<string, Embedding<float>>
{
    private static readonly string[][] _subjects = [["rose", "tulip", "flower"], ["clock", "pendulum", "watch"]];

    /// <summary>How many texts each call had.</summary>
    public List<int> Calls { get; } = [];

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        string[] texts = [.. values];
        Calls.Add(texts.Length);
        return Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(texts.Select(text => new Embedding<float>(turned ? [.. Of(text).Reverse()] : Of(text)))));
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    private static float[] Of(string text) =>
        [.. _subjects.Select(words => (float)words.Count(word => text.Contains(word, StringComparison.OrdinalIgnoreCase))), .1f];
}
