namespace Rag.Engine;

/// <summary>Something the user gave cannot be used; the message is one line that says what, where and what to do.</summary>
public sealed class BadInputException(string message) : Exception(message);
