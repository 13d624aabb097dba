namespace Rag.Files.Documents.Pdf.Letters;

/// <summary>Counts what the compressed streams of a file expand to, and how many of them are damaged.</summary>
internal sealed class ExpansionBudget(DocumentSource source)
{
    /// <summary>How much may still be expanded.</summary>
    public long Left { get; private set; } = source.Limits.MaxExpandedBytes;

    /// <summary>Streams so far of which only the beginning could be expanded.</summary>
    public int Damaged { get; set; }

    /// <exception cref="DocumentException">All streams together expand to more than is allowed.</exception>
    public void Charge(long bytes)
    {
        source.Cancellation.ThrowIfCancellationRequested();
        if ((Left -= bytes) < 0) throw source.RefuseExpansion();
    }
}
