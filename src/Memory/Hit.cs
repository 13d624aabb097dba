namespace Rag.Memory;

/// <summary>An item that a search found, and its BM25 score (above zero, higher is better).</summary>
public readonly record struct Hit(Item Item, double Score);
