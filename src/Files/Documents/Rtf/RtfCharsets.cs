using System.Text;

namespace Rag.Files.Documents.Rtf;

/// <summary>The code pages of a file and of its fonts.</summary>
internal sealed class RtfCharsets
{
    private const int Windows = 1252;

    private readonly Dictionary<int, int> _pages = []; // by the number of the font
    private int _page = Windows;

    /// <summary>Takes over what a word in the head of the file says of it.</summary>
    public void Declare(string word, int? number) => _page = word switch
    {
        "mac" => 10000,
        "pc" => 437,
        "pca" => 850,
        "ansicpg" when number is > 0 => number.Value,
        _ => _page,
    };

    /// <summary>Takes over what a word in the table of fonts says of a font: the set that its characters are of, or their code page.</summary>
    public void Declare(int font, string word, int? number)
    {
        if (word == "cpg" && number is > 0) _pages[font] = number.Value;
        else if (word == "fcharset" && PageOfSet(number ?? 0) is { } page) _pages.TryAdd(font, page);
    }

    /// <summary>The encoding of text in a font.</summary>
    public Encoding Of(int font)
    {
        var page = _pages.GetValueOrDefault(font, _page);
        if (page == Encoding.UTF8.CodePage) return Encoding.UTF8;
        return CodePagesEncodingProvider.Instance.GetEncoding(page) ?? CodePagesEncodingProvider.Instance.GetEncoding(Windows)!;
    }

    /// <summary>The code page of a set of characters as Windows numbers them; none for its default set and for symbols.</summary>
    private static int? PageOfSet(int set) => set switch
    {
        0 => Windows,
        77 => 10000,
        128 => 932,
        129 => 949,
        130 => 1361,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        254 or 255 => 437,
        _ => null,
    };
}
