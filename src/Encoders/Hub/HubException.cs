namespace Rag.Encoders.Hub;

/// <summary>A model cannot be pulled or found; the message is one line: what, where, and what to do.</summary>
public sealed class HubException : IOException
{
    /// <param name="isRefusal">See <see cref="IsRefusal"/>.</param>
    public HubException(string message, bool isRefusal = false, Exception? innerException = null)
        : base(message, innerException) => IsRefusal = isRefusal;

    /// <summary>True where what was asked for is not to be had: trying again asks for the same.</summary>
    public bool IsRefusal { get; }
}
