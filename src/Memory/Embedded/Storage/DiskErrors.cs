namespace Rag.Memory.Embedded.Storage;

/// <summary>Makes one line of what the disk refuses.</summary>
internal static class DiskErrors
{
    /// <param name="failure">What has failed, as the beginning of a sentence.</param>
    /// <exception cref="MemoryException">The disk refuses.</exception>
    public static T Guard<T>(string failure, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new MemoryException($"{failure}: {e.Message}", e) { IsFailure = true };
        }
    }

    /// <inheritdoc cref="Guard{T}(string, Func{T})"/>
    public static void Guard(string failure, Action action) => Guard(failure, () =>
    {
        action();
        return true;
    });
}
