using Rag.Files.Pictures.Jpeg;
using Rag.Files.Pictures.Png;

namespace Rag.Files.Pictures;

/// <summary>JPEG and PNG are read here, everything else by ffmpeg.</summary>
internal static class PictureDecoders
{
    /// <summary>Asked one after the other whether a file is theirs.</summary>
    public static IReadOnlyList<IPictureDecoder> All { get; } = [new JpegDecoder(), new PngDecoder()];
}
