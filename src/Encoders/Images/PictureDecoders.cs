using Rag.Encoders.Images.Jpeg;
using Rag.Encoders.Images.Png;

namespace Rag.Encoders.Images;

/// <summary>JPEG and PNG are read here, everything else by ffmpeg.</summary>
internal static class PictureDecoders
{
    /// <summary>Asked one after the other whether a file is theirs.</summary>
    public static IReadOnlyList<IPictureDecoder> All { get; } = [new JpegDecoder(), new PngDecoder()];
}
