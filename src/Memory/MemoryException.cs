namespace Rag.Memory;

/// <summary>A memory that cannot be opened, read or written; the message is one line that says what, where and what to do.</summary>
public sealed class MemoryException(string message, Exception? innerException = null) : Exception(message, innerException);
