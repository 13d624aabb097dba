namespace Rag.Memory;

/// <summary>The memory cannot do what was asked; the message is one line: what, where, and what to do.</summary>
public sealed class MemoryException : Exception
{
    /// <summary>Whether something is damaged, or the disk refuses, and what was asked for was all right.</summary>
    public bool IsFailure { get; init; }

    /// <inheritdoc/>
    public MemoryException()
    {
    }

    /// <inheritdoc/>
    public MemoryException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public MemoryException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
