namespace Rag.Files.Pictures.Layouts;

/// <summary>GIF (87a and 89a): blocks of chained pieces, of which the first picture's have to come to their end.</summary>
internal sealed class GifLayout : ILayout
{
    private const int HeaderLength = 13, DescriptorLength = 9;
    private const byte Extension = 0x21, Picture = 0x2C;

    public bool Recognises(ReadOnlySpan<byte> head) => head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8);

    public void CheckWhole(PictureSource source)
    {
        var file = source.Content;
        var at = HeaderLength + TableLength(10);
        while (at < file.Length && file[at] == Extension) SkipPieces(at + 2); // its label
        if (at < file.Length && file[at] != Picture) throw source.Damaged("a block of no known kind", at);
        SkipPieces(at + 1 + DescriptorLength + TableLength(at + DescriptorLength) + 1); // the width of the codes
        if (at > file.Length) throw source.EndsEarly();

        // Of colours, where the flags at a place say that there is one.
        int TableLength(int flags) => flags < file.Length && (file[flags] & 0x80) != 0 ? 3 << ((file[flags] & 7) + 1) : 0;

        // To behind the empty piece that ends a chain; beyond the file if there is none.
        void SkipPieces(int first)
        {
            for (at = first; at < file.Length && file[at] != 0;) at += 1 + file[at];
            at++;
        }
    }
}
