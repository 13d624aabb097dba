using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Rag.Tests.Files.Documents.Pdf;

/// <summary>Writes PDF files object by object, right or wrong as a test wants them.</summary>
internal sealed class HandwrittenPdf
{
    private const string Fonts =
        "<</F1 <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
        + "/F2 <</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>>>";

    private readonly List<byte[]> _objects = [];

    /// <summary>A file whose pages have such contents; F1 and F2 are Helvetica, upright and bold.</summary>
    public static byte[] OfPages(params string[] contents) => OfPages($"<</Font {Fonts}>>", contents);

    /// <summary>A file with resources of its own and, from object 10 on, objects that they refer to.</summary>
    public static byte[] OfPage(string resources, string content, params string[] objects)
    {
        var pdf = new HandwrittenPdf();
        pdf.Add("<</Type/Catalog/Pages 2 0 R>>");
        pdf.Add("<</Type/Pages/Count 1/Kids[3 0 R]>>");
        pdf.Add($"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources {resources}/Contents 4 0 R>>");
        pdf.AddStream("", Encoding.Latin1.GetBytes(content));
        while (pdf._objects.Count < 9) pdf.Add("null");
        foreach (var text in objects) pdf.Add(text);
        return pdf.Build();
    }

    private static byte[] OfPages(string resources, string[] contents)
    {
        var pdf = new HandwrittenPdf();
        pdf.Add("<</Type/Catalog/Pages 2 0 R>>");
        var kids = Enumerable.Range(0, contents.Length).Select(i => $"{3 + 2 * i} 0 R");
        pdf.Add($"<</Type/Pages/Count {contents.Length}/MediaBox[0 0 600 800]/Resources {resources}/Kids[{string.Join(' ', kids)}]>>");
        for (var i = 0; i < contents.Length; i++)
        {
            pdf.Add($"<</Type/Page/Parent 2 0 R/Contents {4 + 2 * i} 0 R>>");
            pdf.AddStream("", Encoding.Latin1.GetBytes(contents[i]));
        }
        return pdf.Build();
    }

    /// <summary>Adds an object and returns its number.</summary>
    public int Add(string value) => Add(Encoding.Latin1.GetBytes(value));

    public int AddStream(string entries, byte[] bytes) =>
        Add([.. Encoding.Latin1.GetBytes($"<<{entries}/Length {bytes.Length}>>stream\n"), .. bytes, .. "\nendstream"u8]);

    public byte[] Build(string trailer = "/Root 1 0 R")
    {
        var file = new MemoryStream();
        void Write(string text) => file.Write(Encoding.Latin1.GetBytes(text));
        Write("%PDF-1.7\n");
        var offsets = new List<long>();
        for (var i = 0; i < _objects.Count; i++)
        {
            offsets.Add(file.Position);
            Write($"{i + 1} 0 obj\n");
            file.Write(_objects[i]);
            Write("\nendobj\n");
        }
        var table = file.Position;
        Write($"xref\n0 {_objects.Count + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets) Write(string.Create(CultureInfo.InvariantCulture, $"{offset:0000000000} 00000 n \n"));
        Write($"trailer\n<</Size {_objects.Count + 1} {trailer}>>\nstartxref\n{table}\n%%EOF\n");
        return file.ToArray();
    }

    public static byte[] Deflate(byte[] bytes)
    {
        var deflated = new MemoryStream();
        using (var zlib = new ZLibStream(deflated, CompressionLevel.SmallestSize, leaveOpen: true)) zlib.Write(bytes);
        return deflated.ToArray();
    }

    private int Add(byte[] value)
    {
        _objects.Add(value);
        return _objects.Count;
    }
}
