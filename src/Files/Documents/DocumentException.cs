namespace Rag.Files.Documents;

/// <summary>A file that cannot be ingested. The message is one line: the file, the reason and what to do.</summary>
public sealed class DocumentException : Exception
{
    /// <param name="path">The file, as its reader was given it.</param>
    /// <param name="reason">What is wrong and where, and after a semicolon what to do about it.</param>
    /// <param name="innerException">What a parser said, if it was one that failed.</param>
    public DocumentException(string path, string reason, Exception? innerException = null)
        : base($"{path}: {reason}".ReplaceLineEndings(" "), innerException)
    {
        Path = path;
        Reason = reason;
    }

    /// <summary>The file, as its reader was given it.</summary>
    public string Path { get; }

    /// <summary>What is wrong and where, and after a semicolon what to do about it.</summary>
    public string Reason { get; }
}
