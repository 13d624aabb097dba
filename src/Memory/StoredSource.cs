namespace Rag.Memory;

/// <summary>A source that is committed.</summary>
/// <param name="Name">See <see cref="Item.Source"/>.</param>
/// <param name="ContentHash">Tells whether it has changed since.</param>
public readonly record struct StoredSource(string Name, string ContentHash);
