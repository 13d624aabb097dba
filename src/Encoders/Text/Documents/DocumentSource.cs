namespace Rag.Encoders.Text.Documents;

/// <summary>The bytes of one file on their way through a format's reader.</summary>
internal sealed record DocumentSource(
    string Path, byte[] Content, DocumentLimits Limits, CancellationToken Cancellation)
{
    /// <summary>The exception that refuses this file; the caller throws it.</summary>
    public DocumentException Refuse(string reason, Exception? cause = null) => new(Path, reason, cause);
}
