using System.Buffers.Text;

namespace Rag.Files.Documents.Pdf.Objects;

/// <summary>
/// The objects of a PDF file. They are found by reading the file from front to back, where the last definition of an
/// object is the valid one, and not by the cross-reference table, which is the first thing to be wrong in a damaged file.
/// </summary>
internal sealed class PdfFile
{
    private const int MaxReferences = 32;

    private readonly DocumentSource _source;
    private readonly Dictionary<int, Location> _locations = [];
    private readonly Dictionary<int, PdfValue?> _objects = [];
    private readonly HashSet<int> _beingRead = [];
    private readonly PdfFilters _filters;
    private long _bytesToRead; // each object is read twice at most, unless many share the same bytes

    /// <summary>Where an object begins: in the file, or in the decoded bytes of an object stream.</summary>
    private readonly record struct Location(ReadOnlyMemory<byte> Bytes, int Offset);

    public PdfFile(DocumentSource source)
    {
        _source = source;
        _filters = new PdfFilters(source, this);
        _bytesToRead = 4 * (source.Content.LongLength + source.Limits.MaxExpandedBytes);
        Index();
    }

    /// <summary>The entries of all trailers together, the last ones first.</summary>
    public PdfDictionary Trailer { get; } = new([]);

    public IEnumerable<int> ObjectNumbers => _locations.Keys;

    /// <summary>The object with a number; null if there is none.</summary>
    public PdfValue? Object(int number)
    {
        if (_objects.TryGetValue(number, out var value)) return value;
        if (!_locations.TryGetValue(number, out var location) || !_beingRead.Add(number)) return null;
        value = ReadObject(location.Bytes, location.Offset, out _);
        _beingRead.Remove(number);
        return _objects[number] = value;
    }

    /// <summary>A value, or what it refers to; null for the null object and for a reference to nothing.</summary>
    public PdfValue? Resolve(PdfValue? value)
    {
        for (var i = 0; value is PdfReference reference; i++)
        {
            if (i == MaxReferences) return null;
            value = Object(reference.Number);
        }
        return value is PdfKeyword { Name: "null" } ? null : value;
    }

    public T? Get<T>(PdfDictionary dictionary, string key) where T : PdfValue => Resolve(dictionary[key]) as T;

    public PdfDictionary? GetDictionary(PdfDictionary dictionary, string key) => Resolve(dictionary[key]) switch
    {
        PdfDictionary inner => inner,
        PdfStream stream => stream.Dictionary,
        _ => null,
    };

    public string? GetName(PdfDictionary dictionary, string key) => Get<PdfName>(dictionary, key)?.Name;

    public double GetNumber(PdfDictionary dictionary, string key, double otherwise = 0) =>
        Get<PdfNumber>(dictionary, key)?.Value ?? otherwise;

    /// <summary>The bytes of a stream, decoded; they count against <see cref="DocumentLimits.MaxExpandedBytes"/>.</summary>
    public byte[] Decode(PdfStream stream) => _filters.Decode(stream);

    private void Index()
    {
        var bytes = _source.Content.AsSpan();
        for (int i = 0, next = -1; i < bytes.Length;)
        {
            _source.Cancellation.ThrowIfCancellationRequested();
            if (next < i) next = bytes[i..].IndexOf("obj"u8) is var found and >= 0 ? i + found : bytes.Length;
            var trailer = bytes[i..next].IndexOf("trailer"u8);
            if (trailer >= 0)
            {
                i += trailer + "trailer".Length;
                var lexer = new PdfLexer(_source.Content, i);
                if (lexer.Next() is PdfDictionary dictionary) AddTrailer(dictionary);
                i = lexer.Position;
                continue;
            }
            if (next == bytes.Length) break;
            i = next + "obj".Length;
            if (!TryNumberBefore(bytes, next, out var number)) continue;
            _locations[number] = new Location(_source.Content, i);
            var value = ReadObject(_source.Content, i, out var end);
            i = end;
            if (value is not PdfStream { Dictionary: var entries } stream) continue;
            if (entries["Type"] is PdfName { Name: "XRef" }) AddTrailer(entries);
            if (entries["Type"] is PdfName { Name: "ObjStm" }) IndexObjectStream(stream);
        }
        _objects.Clear(); // what was read on the way may have been defined again
    }

    private void AddTrailer(PdfDictionary trailer)
    {
        foreach (var (key, value) in trailer.Entries) Trailer.Entries[key] = value;
    }

    /// <summary>An object stream begins with pairs of an object's number and its place (ISO 32000-2, 7.5.7).</summary>
    private void IndexObjectStream(PdfStream stream)
    {
        if (Trailer["Encrypt"] is not null) return;
        var decoded = Decode(stream).AsMemory();
        var first = (int)GetNumber(stream.Dictionary, "First");
        var lexer = new PdfLexer(decoded);
        while (lexer.Position < first && lexer.Next() is PdfNumber number && lexer.Next() is PdfNumber offset)
        {
            var start = first + (long)offset.Int;
            if (start >= 0 && start < decoded.Length) _locations[number.Int] = new Location(decoded, (int)start);
        }
    }

    /// <summary>Whether a number and a generation stand before "obj".</summary>
    private static bool TryNumberBefore(ReadOnlySpan<byte> bytes, int obj, out int number)
    {
        number = 0;
        var line = bytes[Math.Max(0, obj - 24)..obj].TrimEnd(" \t\r\n\0"u8);
        var generation = line.LastIndexOfAnyExceptInRange((byte)'0', (byte)'9') + 1;
        if (generation == line.Length || generation == 0) return false;
        line = line[..generation].TrimEnd(" \t\r\n\0"u8);
        var start = line.LastIndexOfAnyExceptInRange((byte)'0', (byte)'9') + 1;
        return start < line.Length && line.Length < generation && Utf8Parser.TryParse(line[start..], out number, out _);
    }

    private PdfValue? ReadObject(ReadOnlyMemory<byte> bytes, int offset, out int end)
    {
        var lexer = new PdfLexer(bytes, offset);
        var value = lexer.Next();
        end = lexer.Position;
        if ((_bytesToRead -= end - offset) < 0)
            throw new PdfSyntaxException("objects that lie inside each other");
        if (value is PdfNumber number)
        {
            var isReference = lexer.Next() is PdfNumber && lexer.Next() is PdfKeyword { Name: "R" };
            return isReference ? new PdfReference(number.Int) : value;
        }
        if (value is not PdfDictionary dictionary) return value;
        lexer.SkipSpace();
        if (!bytes.Span[lexer.Position..].StartsWith("stream"u8)) return value;
        var start = lexer.Position + "stream".Length;
        if (start < bytes.Length && bytes.Span[start] == '\r') start++;
        if (start < bytes.Length && bytes.Span[start] == '\n') start++;
        var length = StreamLength(bytes.Span[start..], dictionary);
        end = start + length;
        return new PdfStream(dictionary, bytes.Slice(start, length));
    }

    /// <summary>The length that the dictionary says if "endstream" follows it; otherwise that up to "endstream".</summary>
    private int StreamLength(ReadOnlySpan<byte> bytes, PdfDictionary dictionary)
    {
        var declared = dictionary["Length"];
        if (declared is PdfReference reference && _locations.TryGetValue(reference.Number, out var location))
            declared = new PdfLexer(location.Bytes, location.Offset).Next();
        if (declared is PdfNumber { Int: var length } && length >= 0 && length <= bytes.Length
            && bytes[length..].TrimStart(" \t\r\n\0"u8).StartsWith("endstream"u8))
        {
            return length;
        }
        var found = bytes.IndexOf("endstream"u8);
        return found < 0 ? bytes.Length : found;
    }
}
