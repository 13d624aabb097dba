namespace Rag.Memory;

/// <summary>A memory whose items can be embedded anew; see <see cref="Reindexing.Reindex"/>.</summary>
internal interface IReindexable : IMemory
{
    /// <summary>What a source holds, and its hash; null for a source that is not there.</summary>
    ValueTask<StagedSource?> CommittedAsync(string source, CancellationToken cancellationToken);
}
