namespace Rag.Files.Documents;

/// <summary>The bytes of one file on their way through a format's reader.</summary>
internal sealed record DocumentSource(
    string Path, byte[] Content, DocumentLimits Limits, CancellationToken Cancellation)
{
    /// <summary>What of the file is left out or guessed, for <see cref="Document.Notes"/>.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>The exception that refuses this file; the caller throws it.</summary>
    public DocumentException Refuse(string reason, Exception? cause = null) => new(Path, reason, cause);

    /// <summary>The exception that refuses a file for what its compressed parts expand to.</summary>
    public DocumentException RefuseExpansion() =>
        Refuse($"expands to more than {Limits.MaxExpandedBytes:N0} bytes; split it into smaller files");

    /// <summary>Refuses a file that has more of something than a limit allows.</summary>
    public void RefuseOver(long limit, long count, string unit)
    {
        if (count > limit)
            throw Refuse($"has {count:N0} {unit}, over the limit of {limit:N0}; split it into smaller files");
    }
}
