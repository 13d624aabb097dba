using Rag.Encoders.Images.Jpeg;
using Rag.Encoders.Images.Png;

namespace Rag.Encoders.Images;

/// <summary>
/// The decoders of this build. JPEG and PNG are always our own: tried with our tests, ImageSharp 2.1.13 repeats chroma where
/// others interpolate (differences of 125), takes cut-off JPEGs for whole, and did not end on the damaged PNGs within a minute.
/// With <c>-p:Packages=full</c> it reads the formats that go to ffmpeg otherwise.
/// </summary>
internal static class PictureDecoders
{
    /// <summary>Asked one after the other whether a file is theirs.</summary>
    public static IReadOnlyList<IPictureDecoder> All { get; } =
#if PACKAGES_FULL
        [new JpegDecoder(), new PngDecoder(), new ImageSharp.ImageSharpDecoder()];
#else
        [new JpegDecoder(), new PngDecoder()];
#endif
}
