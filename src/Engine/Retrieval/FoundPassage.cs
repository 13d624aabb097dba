using Rag.Memory;

namespace Rag.Engine.Retrieval;

/// <summary>A passage that a search has found, and the others that say the same.</summary>
/// <param name="Hit">The best of them.</param>
/// <param name="Copies">Items with the same text, or nearly, best first.</param>
public sealed record FoundPassage(Hit Hit, IReadOnlyList<Item> Copies)
{
    /// <summary>The passage itself.</summary>
    public Item Item => Hit.Item;
}
