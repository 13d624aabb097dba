using Rag.Files.Documents;
using Rag.Files.Media;
using Rag.Files.Pictures;

namespace Rag.Files;

/// <summary>
/// Reads files in this process: at once, but a decoder that never returns is waited for, and one whose stack overflows ends the program.
/// </summary>
/// <param name="limits">The defaults of <see cref="ReadingLimits"/> if absent.</param>
public sealed class InPlaceReader(ReadingLimits? limits = null) : IFileReader
{
    private readonly ReadingLimits _limits = limits ?? new();

    /// <inheritdoc/>
    public Task<Document> ReadDocumentAsync(string path, byte[] content, CancellationToken cancellationToken = default)
    {
        try
        {
            return Task.FromResult(new DocumentReader(_limits.Documents).Read(path, content, cancellationToken));
        }
        catch (Exception e) when (e is not (DocumentException or OperationCanceledException)) // a fault of a reader costs one file
        {
            return Task.FromException<Document>(new DocumentException(path, Reason(e), e));
        }
        catch (Exception e)
        {
            return Task.FromException<Document>(e);
        }
    }

    /// <inheritdoc/>
    public Task<Picture> ReadPictureAsync(string path, CancellationToken cancellationToken = default)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Task.FromResult(PictureReader.Read(path, _limits.Pictures));
        }
        catch (Exception e) when (e is not (MediaException or OperationCanceledException)) // a fault of a reader costs one file
        {
            return Task.FromException<Picture>(new MediaException(path, Reason(e), innerException: e));
        }
        catch (Exception e)
        {
            return Task.FromException<Picture>(e);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string Reason(Exception fault) => fault is OutOfMemoryException
        ? "takes more memory to read than there is; split it into smaller files"
        : $"cannot be read ({fault.GetType().Name}: {fault.Message}); save it anew";
}
