namespace Rag.Encoders.Images;

/// <summary>A picture that cannot be read. The message is one line: the file, the reason, where in it, and what to do.</summary>
public sealed class PictureException : IOException
{
    /// <param name="path">The file, as its reader was given it.</param>
    /// <param name="reason">What is wrong, and after a semicolon what to do about it.</param>
    /// <param name="offset">The byte of the file where it shows, if it shows at one.</param>
    /// <param name="innerException">What a library said, if it was one that failed.</param>
    public PictureException(string path, string reason, long? offset = null, Exception? innerException = null)
        : base($"{path}: {reason}{(offset is null ? "" : $" (byte {offset:N0})")}".ReplaceLineEndings(" "), innerException)
    {
        Path = path;
        Offset = offset;
    }

    /// <summary>The file, as its reader was given it.</summary>
    public string Path { get; }

    /// <summary>The byte of the file where the damage shows, or null.</summary>
    public long? Offset { get; }
}
