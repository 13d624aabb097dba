namespace Rag.Files.Documents;

/// <summary>Counts what the compressed parts of a file, and of the files in it, expand to.</summary>
internal sealed class ExpansionBudget(long bytes)
{
    /// <summary>How much may still be expanded.</summary>
    public long Left { get; private set; } = bytes;

    /// <exception cref="DocumentException">All parts together expand to more than is allowed.</exception>
    public void Charge(long expanded, DocumentSource source)
    {
        source.Cancellation.ThrowIfCancellationRequested();
        if ((Left -= expanded) < 0) throw source.RefuseExpansion();
    }
}
