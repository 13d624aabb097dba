using System.Buffers.Binary;
using System.Text;
using Rag.Files.Documents.Pdf.Objects;

namespace Rag.Files.Documents.Pdf.Fonts;

/// <summary>
/// A map from character codes to text or to the numbers of glyphs, in the language of CMap files (Adobe Technical
/// Note 5014; ISO 32000-2, 9.7.5 and 9.10.3).
/// </summary>
internal sealed class CMap
{
    /// <summary>Codes from Low to High of one length in bytes, with the text or the glyph number of the first.</summary>
    private readonly record struct Mapping(int Length, uint Low, uint High, string? Text, int Glyph);

    private readonly record struct CodeSpace(int Length, uint Low, uint High);

    private readonly List<Mapping> _mappings = [];
    private readonly List<CodeSpace> _codeSpaces = [];

    public static CMap Parse(byte[] bytes)
    {
        var map = new CMap();
        var lexer = new PdfLexer(bytes);
        var operands = new List<PdfValue>();
        while (lexer.Next() is { } value)
        {
            if (value is not PdfKeyword keyword)
            {
                operands.Add(value);
                continue;
            }
            map.Add(keyword.Name, operands);
            operands.Clear();
        }
        map._mappings.Sort((a, b) => a.Length != b.Length ? a.Length.CompareTo(b.Length) : a.Low.CompareTo(b.Low));
        return map;
    }

    /// <summary>The text of a code of so many bytes; null if the map has none.</summary>
    public string? Text(uint code, int length)
    {
        if (Find(code, length) is not { Text: { } text } mapping) return null;
        return code == mapping.Low ? text : Advance(text, code - mapping.Low);
    }

    /// <summary>The number of a code's glyph; null if the map has none.</summary>
    public int? Glyph(uint code, int length) =>
        Find(code, length) is { Text: null } mapping ? mapping.Glyph + (int)(code - mapping.Low) : null;

    /// <summary>The length in bytes of the code that these bytes begin with; null if no code space has it.</summary>
    public int? CodeLength(ReadOnlySpan<byte> bytes)
    {
        foreach (var space in _codeSpaces)
        {
            if (space.Length <= bytes.Length && IsWithin(bytes[..space.Length], space)) return space.Length;
        }
        return null;
    }

    public bool HasCodeSpaces => _codeSpaces.Count > 0;

    private void Add(string operation, List<PdfValue> operands)
    {
        switch (operation)
        {
            case "endcodespacerange":
                for (var i = 0; i + 1 < operands.Count; i += 2)
                {
                    if (operands[i] is PdfString low && operands[i + 1] is PdfString high)
                        _codeSpaces.Add(new CodeSpace(low.Bytes.Length, Code(low), Code(high)));
                }
                break;
            case "endbfchar":
                for (var i = 0; i + 1 < operands.Count; i += 2)
                {
                    if (operands[i] is PdfString code) AddText(code.Bytes.Length, Code(code), Code(code), operands[i + 1]);
                }
                break;
            case "endbfrange":
                for (var i = 0; i + 2 < operands.Count; i += 3) AddRange(operands[i], operands[i + 1], operands[i + 2]);
                break;
            case "endcidchar":
                for (var i = 0; i + 1 < operands.Count; i += 2)
                {
                    if (operands[i] is PdfString code && operands[i + 1] is PdfNumber glyph)
                        _mappings.Add(new Mapping(code.Bytes.Length, Code(code), Code(code), null, glyph.Int));
                }
                break;
            case "endcidrange":
                for (var i = 0; i + 2 < operands.Count; i += 3)
                {
                    if (operands.Slice(i, 3) is [PdfString low, PdfString high, PdfNumber glyph])
                        _mappings.Add(new Mapping(low.Bytes.Length, Code(low), Code(high), null, glyph.Int));
                }
                break;
        }
    }

    private void AddRange(PdfValue from, PdfValue to, PdfValue target)
    {
        if (from is not PdfString low || to is not PdfString high) return;
        if (target is not PdfArray array)
        {
            AddText(low.Bytes.Length, Code(low), Code(high), target);
            return;
        }
        var code = Code(low);
        foreach (var item in array.Items) AddText(low.Bytes.Length, code, code++, item);
    }

    private void AddText(int length, uint low, uint high, PdfValue target)
    {
        var text = target switch
        {
            PdfString { Bytes.Length: 1 } one => ((char)one.Bytes[0]).ToString(),
            PdfString many => Encoding.BigEndianUnicode.GetString(many.Bytes),
            PdfName name => GlyphNames.Text(name.Name),
            _ => null,
        };
        if (text is not null) _mappings.Add(new Mapping(length, low, high, text, 0));
    }

    private Mapping? Find(uint code, int length)
    {
        int low = 0, high = _mappings.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var mapping = _mappings[middle];
            if (mapping.Length < length || (mapping.Length == length && mapping.High < code)) low = middle + 1;
            else if (mapping.Length > length || mapping.Low > code) high = middle - 1;
            else return mapping;
        }
        return null;
    }

    /// <summary>The text of a later code of a range: its last character is so much further on.</summary>
    private static string Advance(string text, uint by)
    {
        if (text.Length == 0) return text;
        if (text.Length >= 2 && char.IsSurrogatePair(text[^2], text[^1]))
        {
            var rune = char.ConvertToUtf32(text[^2], text[^1]) + (long)by;
            return rune is <= 0x10FFFF and >= 0 ? text[..^2] + char.ConvertFromUtf32((int)rune) : text;
        }
        return text[..^1] + (char)(text[^1] + by);
    }

    private static bool IsWithin(ReadOnlySpan<byte> bytes, CodeSpace space)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            var shift = 8 * (bytes.Length - 1 - i);
            if (bytes[i] < (byte)(space.Low >> shift) || bytes[i] > (byte)(space.High >> shift)) return false;
        }
        return bytes.Length > 0;
    }

    private static uint Code(PdfString code)
    {
        Span<byte> four = stackalloc byte[4];
        four.Clear();
        var bytes = code.Bytes.AsSpan(Math.Max(0, code.Bytes.Length - 4));
        bytes.CopyTo(four[(4 - bytes.Length)..]);
        return BinaryPrimitives.ReadUInt32BigEndian(four);
    }
}
