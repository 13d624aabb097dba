using System.IO.Compression;

namespace Rag.Files.Documents.Pdf.Objects;

/// <summary>Decodes streams (ISO 32000-2, 7.4) within what a document may expand to.</summary>
internal sealed class PdfFilters(DocumentSource source, PdfFile file)
{
    private const int MaxFilters = 8;

    private long _left = source.Limits.MaxExpandedBytes;

    /// <exception cref="PdfSyntaxException">The bytes are not in the encoding, or it is one for pictures.</exception>
    /// <exception cref="DocumentException">All streams together exceed what a document may expand to.</exception>
    public byte[] Decode(PdfStream stream)
    {
        var filters = Values(stream.Dictionary, "Filter", "F");
        var parameters = Values(stream.Dictionary, "DecodeParms", "DP");
        if (filters.Count > MaxFilters) throw new PdfSyntaxException($"a stream with {filters.Count} filters");
        var bytes = stream.Encoded.ToArray();
        Spend(bytes.Length);
        for (var i = 0; i < filters.Count; i++)
        {
            source.Cancellation.ThrowIfCancellationRequested();
            var parameter = parameters.ElementAtOrDefault(i) as PdfDictionary ?? PdfDictionary.Empty;
            bytes = (filters[i] as PdfName)?.Name switch
            {
                "FlateDecode" or "Fl" => PdfPredictor.Undo(Inflate(bytes), parameter, file),
                "LZWDecode" or "LZW" => PdfPredictor.Undo(Lzw(bytes, parameter), parameter, file),
                "ASCIIHexDecode" or "AHx" => AsciiHex(bytes),
                "ASCII85Decode" or "A85" => Ascii85(bytes),
                "RunLengthDecode" or "RL" => RunLength(bytes),
                "Crypt" => bytes,
                var name => throw new PdfSyntaxException($"a stream in {name ?? "no known"} encoding where text is"),
            };
        }
        return bytes;
    }

    private List<PdfValue?> Values(PdfDictionary dictionary, string key, string shortKey) =>
        file.Resolve(dictionary[key] ?? dictionary[shortKey]) switch
        {
            null => [],
            PdfArray array => [.. array.Items.Select(file.Resolve)],
            var one => [one],
        };

    private void Spend(long bytes)
    {
        if ((_left -= bytes) < 0) throw source.RefuseExpansion();
    }

    private byte[] Inflate(byte[] bytes)
    {
        var inflated = new MemoryStream();
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(bytes), CompressionMode.Decompress);
            var buffer = new byte[16 * 1024];
            for (int read; (read = zlib.Read(buffer)) > 0;)
            {
                Spend(read);
                inflated.Write(buffer, 0, read);
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new PdfSyntaxException("a compressed stream that is damaged");
        }
        return inflated.ToArray();
    }

    private byte[] Lzw(byte[] bytes, PdfDictionary parameters)
    {
        var earlyChange = (int)file.GetNumber(parameters, "EarlyChange", 1);
        const int clear = 256, endOfData = 257;
        var output = new List<byte>();
        var starts = new int[4096]; // where in the output an entry of the table stands, and how long it is
        var lengths = new int[4096];
        int next = 258, width = 9, previousStart = -1, previousLength = 0;
        long buffer = 0;
        var bits = 0;
        foreach (var b in bytes)
        {
            buffer = (buffer << 8) | b;
            bits += 8;
            if (bits < width) continue;
            bits -= width;
            var code = (int)(buffer >> bits) & ((1 << width) - 1);
            buffer &= (1L << bits) - 1;
            if (code == endOfData) break;
            if (code == clear)
            {
                (next, width, previousStart) = (258, 9, -1);
                continue;
            }
            var start = output.Count;
            if (code < 256) output.Add((byte)code);
            else if (code < next) CopyWithin(output, starts[code], lengths[code]);
            else if (previousStart >= 0) CopyWithin(output, previousStart, previousLength + 1);
            else throw new PdfSyntaxException("a compressed stream that is damaged");
            Spend(output.Count - start);
            if (previousStart >= 0 && next < 4096)
            {
                starts[next] = previousStart;
                lengths[next++] = previousLength + 1;
            }
            if (next + earlyChange >= 1 << width && width < 12) width++;
            (previousStart, previousLength) = (start, output.Count - start);
        }
        return [.. output];
    }

    /// <summary>Appends a part of the output that may run into what is being appended.</summary>
    private static void CopyWithin(List<byte> output, int start, int length)
    {
        for (var i = 0; i < length; i++) output.Add(output[start + i]);
    }

    private static byte[] AsciiHex(byte[] bytes) =>
        new PdfLexer((byte[])[(byte)'<', .. bytes, (byte)'>']).Next() is PdfString text ? text.Bytes : [];

    private static byte[] Ascii85(byte[] bytes)
    {
        var output = new List<byte>(bytes.Length);
        uint group = 0;
        var count = 0;
        foreach (var b in bytes)
        {
            if (b == '~') break;
            if (b == 'z' && count == 0) output.AddRange([0, 0, 0, 0]);
            if (b is < (byte)'!' or > (byte)'u') continue;
            group = unchecked(group * 85 + b - '!');
            if (++count < 5) continue;
            output.AddRange([(byte)(group >> 24), (byte)(group >> 16), (byte)(group >> 8), (byte)group]);
            (group, count) = (0, 0);
        }
        if (count < 2) return [.. output];
        for (var i = count; i < 5; i++) group = unchecked(group * 85 + 84);
        for (var i = 0; i < count - 1; i++) output.Add((byte)(group >> (24 - 8 * i)));
        return [.. output];
    }

    private byte[] RunLength(byte[] bytes)
    {
        var output = new List<byte>();
        for (var i = 0; i < bytes.Length && bytes[i] != 128;)
        {
            var length = bytes[i++];
            var count = length < 128 ? Math.Min(length + 1, bytes.Length - i) : 257 - length;
            Spend(count);
            if (length < 128)
            {
                output.AddRange(bytes.AsSpan(i, count));
                i += count;
            }
            else if (i < bytes.Length)
            {
                output.AddRange(Enumerable.Repeat(bytes[i++], count));
            }
        }
        return [.. output];
    }
}
