using System.IO.Compression;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Tokens;

namespace Rag.Files.Documents.Pdf.Letters;

/// <summary>
/// Inflates as far as the budget reaches; what comes before a damaged place stays. Predictors are undone by PdfPig, once it
/// is known how much there is.
/// </summary>
internal sealed class BoundedFlate(IFilter inner, DocumentSource source, Action noteDamage) : IFilter
{
    private const int HeaderLength = 2;

    public bool IsSupported => inner.IsSupported;

    public Memory<byte> Decode(Memory<byte> input, DictionaryToken streamDictionary, IFilterProvider filterProvider, int filterIndex)
    {
        var output = Inflate(input, source.Expansion.Left);
        source.Expansion.Charge(output.Length, source);
        var hasParameters = streamDictionary.ContainsKey(NameToken.DecodeParms) || streamDictionary.ContainsKey(NameToken.Dp);
        return hasParameters ? inner.Decode(input, streamDictionary, filterProvider, filterIndex) : output;
    }

    private Memory<byte> Inflate(Memory<byte> input, long limit)
    {
        if (input.Length <= HeaderLength) return default;
        using var deflated = new MemoryStream(input[HeaderLength..].ToArray(), writable: false);
        using var inflate = new DeflateStream(deflated, CompressionMode.Decompress);
        var output = new MemoryStream();
        var buffer = new byte[32 << 10];
        try
        {
            for (int read; output.Length <= limit && (read = inflate.Read(buffer)) > 0;) output.Write(buffer, 0, read);
        }
        catch (InvalidDataException)
        {
            noteDamage();
        }
        return output.GetBuffer().AsMemory(0, (int)output.Length);
    }
}
