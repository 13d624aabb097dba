namespace Rag.Files.Media;

/// <summary>
/// A picture, recording or film that cannot be read. The message is one line: the file, where in it, what is wrong and what
/// to do.
/// </summary>
public sealed class MediaException : Exception
{
    /// <param name="path">The file, as its reader was given it.</param>
    /// <param name="reason">What is wrong, and after a semicolon what to do about it.</param>
    /// <param name="offset">The byte of the file at which it went wrong, where one can be named.</param>
    /// <param name="innerException">What a parser or the system said, if it was one that failed.</param>
    public MediaException(string path, string reason, long? offset = null, Exception? innerException = null)
        : base($"{path}: {(offset is { } at ? $"at byte {at}: " : "")}{reason}".ReplaceLineEndings(" "), innerException)
    {
        Path = path;
        Reason = reason;
        Offset = offset;
    }

    /// <summary>The file, as its reader was given it.</summary>
    public string Path { get; }

    /// <summary>What is wrong, and after a semicolon what to do about it.</summary>
    public string Reason { get; }

    /// <summary>The byte of the file at which it went wrong, where one can be named.</summary>
    public long? Offset { get; }
}
