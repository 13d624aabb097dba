using Rag.Memory.Embedded;

namespace Rag.Memory;

/// <summary>A memory whose items can be embedded anew; see <see cref="Reindex"/>.</summary>
internal interface IReindexable : IMemory
{
    /// <summary>Brings the list of sources up to what has been committed.</summary>
    void Refresh();

    /// <summary>What a source holds, and its hash; null for a source that is not there.</summary>
    StagedSource? Committed(string source);
}
