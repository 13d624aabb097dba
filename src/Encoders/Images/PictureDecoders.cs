using Rag.Encoders.Images.Jpeg;
using Rag.Encoders.Images.Png;

namespace Rag.Encoders.Images;

/// <summary>The decoders of this build: our own, or with <c>-p:Packages=full</c> those of ImageSharp.</summary>
internal static class PictureDecoders
{
    /// <summary>Asked one after the other whether a file is theirs.</summary>
    public static IReadOnlyList<IPictureDecoder> All { get; } =
#if PACKAGES_FULL
        [new ImageSharp.ImageSharpDecoder()];
#else
        [new JpegDecoder(), new PngDecoder()];
#endif
}
