namespace Rag.Memory;

/// <summary>What the next commit puts in place of a source.</summary>
internal sealed record StagedSource(string Name, string ContentHash, IReadOnlyList<Item> Items)
{
    /// <summary>About how many bytes its items take.</summary>
    public long RoughLength => Items.Sum(item => 100L + item.Text.Length + 4 * item.Embedding.Length + item.States.Length);
}
