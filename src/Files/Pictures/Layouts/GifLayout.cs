namespace Rag.Files.Pictures.Layouts;

/// <summary>GIF (87a and 89a): blocks of chained pieces, of which the first picture's have to come to their end.</summary>
internal sealed class GifLayout : ILayout
{
    private const int HeaderLength = 13, DescriptorLength = 9;
    private const byte Extension = 0x21, Picture = 0x2C;

    public bool Recognises(ReadOnlySpan<byte> head) => head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8);

    public void CheckWhole(PictureSource source)
    {
        if (EndOfPicture(source, FirstBlock(source.Content)) > source.Content.Length) throw source.EndsEarly();
    }

    public bool HasMore(PictureSource source)
    {
        var file = source.Content;
        var at = EndOfPicture(source, FirstBlock(file));
        while (at < file.Length && file[at] == Extension) at = BehindPieces(file, at + 2);
        return at < file.Length && file[at] == Picture;
    }

    private static int FirstBlock(byte[] file) => HeaderLength + TableLength(file, 10);

    /// <summary>Where the picture ends that comes next, after what is said of it; beyond the file if it does not.</summary>
    private static int EndOfPicture(PictureSource source, int at)
    {
        var file = source.Content;
        while (at < file.Length && file[at] == Extension) at = BehindPieces(file, at + 2); // its label
        if (at < file.Length && file[at] != Picture) throw source.Damaged("a block of no known kind", at);
        return BehindPieces(file, at + 1 + DescriptorLength + TableLength(file, at + DescriptorLength) + 1); // the width of the codes
    }

    // Of colours, where the flags at a place say that there is one.
    private static int TableLength(byte[] file, int flags) => flags < file.Length && (file[flags] & 0x80) != 0 ? 3 << ((file[flags] & 7) + 1) : 0;

    // Behind the empty piece that ends a chain; beyond the file if there is none.
    private static int BehindPieces(byte[] file, int at)
    {
        while (at < file.Length && file[at] != 0) at += 1 + file[at];
        return at + 1;
    }
}
