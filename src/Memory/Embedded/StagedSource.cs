namespace Rag.Memory.Embedded;

/// <summary>What the next commit puts in place of a source.</summary>
internal sealed record StagedSource(string Name, string ContentHash, IReadOnlyList<Item> Items);
