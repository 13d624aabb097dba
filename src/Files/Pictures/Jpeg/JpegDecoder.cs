namespace Rag.Files.Pictures.Jpeg;

/// <summary>
/// JPEG (ITU-T T.81): baseline, extended and progressive with Huffman codes and 8 bits a sample, any sampling, restart
/// intervals; grey, RGB, YCbCr, CMYK and YCCK; Exif's orientation.
/// </summary>
internal sealed class JpegDecoder : IPictureDecoder
{
    public bool Recognises(ReadOnlySpan<byte> head) => head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    public Picture Decode(PictureSource source)
    {
        var file = JpegFile.Parse(source);
        return Render(file.Frame, file.ColorSpace).Upright(file.Orientation);
    }

    private static Picture Render(JpegFrame frame, ColorSpace space)
    {
        var rgb = GC.AllocateUninitializedArray<byte>(3 * frame.Width * frame.Height);
        var components = frame.Components.Select(component => new ComponentRows(component, frame)).ToArray();
        for (var y = 0; y < frame.Height; y++)
        {
            var row = rgb.AsSpan(3 * frame.Width * y, 3 * frame.Width);
            if (space == ColorSpace.Gray) ColorConversion.FromGray(components[0].Row(y), row);
            else if (space is ColorSpace.Rgb or ColorSpace.Cmyk) ColorConversion.FromRgb(components[0].Row(y), components[1].Row(y), components[2].Row(y), row);
            else ColorConversion.FromYCbCr(components[0].Row(y), components[1].Row(y), components[2].Row(y), row);
            if (space is ColorSpace.Cmyk or ColorSpace.Ycck) ColorConversion.DarkenByBlack(components[3].Row(y), row, inverted: space == ColorSpace.Ycck);
        }
        return new Picture(frame.Width, frame.Height, rgb);
    }
}
