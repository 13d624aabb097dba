namespace Rag.Files.Pictures;

/// <summary>The curve by which pixels are weighted around the place of a new one; the numbers are those of PIL and of model folders.</summary>
public enum ResizeFilter
{
    /// <summary>A triangle over 2 pixels.</summary>
    Bilinear = 2,

    /// <summary>Keys' cubic convolution over 4 pixels with a = -0.5 ("Cubic convolution interpolation", 1981).</summary>
    Bicubic = 3,
}
