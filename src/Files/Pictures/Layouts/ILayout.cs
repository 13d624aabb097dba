using Rag.Files.Media;

namespace Rag.Files.Pictures.Layouts;

/// <summary>
/// How a format lays a picture out in a file, as far as it tells whether all of the picture is there: what is missing its decoder
/// fills with grey, or waits for without end.
/// </summary>
internal interface ILayout
{
    /// <summary>How many bytes of a file <see cref="Recognises"/> wants to see, if it has as many.</summary>
    const int HeadLength = 20;

    /// <summary>Whether the file that begins with these bytes is of this format.</summary>
    bool Recognises(ReadOnlySpan<byte> head);

    /// <summary>Looks for the end of the picture.</summary>
    /// <exception cref="MediaException">The data of the picture end early, or it is too large to look.</exception>
    void CheckWhole(PictureSource source);

    /// <summary>Whether more pictures follow the first, which is the one that is read: an animation. Asked of what is whole.</summary>
    bool HasMore(PictureSource source) => false;

    /// <summary>Exif data that the decoder leaves out with all other metadata.</summary>
    byte[]? FindExif(PictureSource source) => null;
}
