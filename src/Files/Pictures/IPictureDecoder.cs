using Rag.Files.Media;

namespace Rag.Files.Pictures;

/// <summary>Decodes the formats that it recognises by their first bytes.</summary>
internal interface IPictureDecoder
{
    /// <summary>How many bytes of a file <see cref="Recognises"/> wants to see, if it has as many.</summary>
    const int HeadLength = 16;

    /// <summary>Whether the file that begins with these bytes is this decoder's.</summary>
    bool Recognises(ReadOnlySpan<byte> head);

    /// <exception cref="MediaException">The file is damaged, exceeds a limit or uses what the decoder does not offer.</exception>
    Picture Decode(PictureSource source);
}
