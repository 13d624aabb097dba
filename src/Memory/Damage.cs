namespace Rag.Memory;

/// <summary>A file that cannot be read, or not all of it. What else there is stays readable.</summary>
/// <param name="File">Its path.</param>
/// <param name="Message">One line: what, where, and what to do.</param>
public sealed record Damage(string File, string Message);
