using Rag.Files.Documents;
using Rag.Files.Media;
using Rag.Files.Pictures;

namespace Rag.Files;

/// <summary>Reads files that nobody vouches for. Whatever is wrong with one, it costs that file an exception and no more.</summary>
public interface IFileReader : IAsyncDisposable
{
    /// <summary>Reads a document from the bytes of its file.</summary>
    /// <param name="path">Names the format by its ending and the file in messages; it is not opened.</param>
    /// <exception cref="DocumentException">The content is not what the ending says, exceeds a limit, or is more than its reader can take.</exception>
    Task<Document> ReadDocumentAsync(string path, byte[] content, CancellationToken cancellationToken = default);

    /// <summary>Reads a picture file.</summary>
    /// <exception cref="MediaException">The file is absent, no picture, damaged, exceeds a limit, or is more than its reader can take.</exception>
    Task<Picture> ReadPictureAsync(string path, CancellationToken cancellationToken = default);
}
