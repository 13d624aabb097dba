namespace Rag.Files.Pictures.Jpeg;

/// <summary>What a JPEG's components mean.</summary>
internal enum ColorSpace
{
    /// <summary>One component, luminance.</summary>
    Gray,

    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Luminance and two colour differences (JFIF 1.02, p. 3).</summary>
    YCbCr,

    /// <summary>Cyan, magenta, yellow and black, stored inverted as Adobe does.</summary>
    Cmyk,

    /// <summary>YCbCr of the three inks that are inverted again, and black.</summary>
    Ycck,
}
