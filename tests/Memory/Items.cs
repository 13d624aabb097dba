namespace Rag.Memory.Tests;

/// <summary>Items for tests: the given texts as one source, one after the other.</summary>
internal static class Items
{
    public static Item[] Of(string source, params string[] texts) =>
        [.. texts.Select((text, i) => new Item { Source = source, Ordinal = i, Start = 10 * i, End = 10 * i + text.Length, Text = text })];

    /// <summary>Items without text that have these embeddings.</summary>
    public static Item[] Of(string source, IEnumerable<float[]> vectors) =>
        [.. vectors.Select((vector, i) => new Item { Source = source, Ordinal = i, Text = "", Embedding = vector })];
}
