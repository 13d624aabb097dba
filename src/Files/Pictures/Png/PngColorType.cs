namespace Rag.Files.Pictures.Png;

/// <summary>What a pixel's samples are (PNG specification, 11.2.1).</summary>
internal enum PngColorType : byte
{
    Gray = 0,
    Rgb = 2,
    Palette = 3,
    GrayAlpha = 4,
    RgbAlpha = 6,
}
