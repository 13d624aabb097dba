namespace Rag.Files.Documents;

/// <summary>The bytes of one file on their way through a format's reader.</summary>
internal sealed record DocumentSource(
    string Path, byte[] Content, DocumentLimits Limits, CancellationToken Cancellation)
{
    private const int MaxPartDepth = 8;

    private int _depth; // how many files this one lies in

    /// <summary>What of the file is left out or guessed, for <see cref="Document.Notes"/>.</summary>
    public List<string> Notes { get; private init; } = [];

    /// <summary>What the file, with the files in it and around it, may still expand to.</summary>
    public ExpansionBudget Expansion { get; private init; } = new(Limits.MaxExpandedBytes);

    /// <summary>Reads a file that lies in this one, such as an attachment; null, and a note, if it is refused.</summary>
    public Document? ReadPart(string name, byte[] content, Func<DocumentSource, Document> read)
    {
        var part = this with { Path = name, Content = content, Notes = [], _depth = _depth + 1 };
        try
        {
            if (part._depth > MaxPartDepth) throw part.Refuse($"lies in {MaxPartDepth} other files; save it as a file of its own");
            return read(part);
        }
        catch (DocumentException e)
        {
            part.Notes.Add(e.Reason);
            return null;
        }
        finally
        {
            Notes.AddRange(part.Notes.Select(note => $"holds {name}, which {note}"));
        }
    }

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
