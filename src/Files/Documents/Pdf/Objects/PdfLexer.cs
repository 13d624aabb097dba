using System.Globalization;
using System.Text;

namespace Rag.Files.Documents.Pdf.Objects;

/// <summary>Reads values and operators, from a file's objects as well as from content streams (ISO 32000-2, 7.2).</summary>
internal sealed class PdfLexer(ReadOnlyMemory<byte> bytes, int position = 0)
{
    private const int MaxDepth = 100;
    private const int MaxTokenLength = 64;

    private int _depth;

    public int Position { get; set; } = position;

    private ReadOnlySpan<byte> Bytes => bytes.Span;

    /// <summary>The next value or operator; null at the end.</summary>
    /// <exception cref="PdfSyntaxException">Arrays or dictionaries are nested too deeply.</exception>
    public PdfValue? Next()
    {
        SkipSpace();
        if (Position >= Bytes.Length) return null;
        switch (Bytes[Position])
        {
            case (byte)'/':
                Position++;
                return new PdfName(Name());
            case (byte)'(':
                return LiteralString();
            case (byte)'<' when At(1) == '<':
                Position += 2;
                return Dictionary();
            case (byte)'<':
                return HexString();
            case (byte)'[':
                Position++;
                return new PdfArray(Items("]"));
            case (byte)'>' when At(1) == '>':
                Position += 2;
                return new PdfKeyword(">>");
            case (byte)']' or (byte)'{' or (byte)'}' or (byte)')' or (byte)'>':
                return new PdfKeyword(((char)Bytes[Position++]).ToString());
            default:
                return NumberOrKeyword();
        }
    }

    /// <summary>Moves behind an inline image, from behind its BI to behind its EI.</summary>
    public void SkipInlineImage()
    {
        while (Next() is { } value)
        {
            if (value is PdfKeyword { Name: "ID" }) break;
        }
        while (Position < Bytes.Length)
        {
            var found = Bytes[Position..].IndexOf("EI"u8);
            Position = found < 0 ? Bytes.Length : Position + found + 2;
            if (found < 0 || (IsSpace(At(-3)) && IsFollowedByContent())) return;
        }
    }

    public void SkipSpace()
    {
        while (Position < Bytes.Length)
        {
            if (Bytes[Position] == '%')
            {
                var end = Bytes[Position..].IndexOfAny((byte)'\n', (byte)'\r');
                Position = end < 0 ? Bytes.Length : Position + end;
            }
            else if (!IsSpace(Bytes[Position]))
            {
                return;
            }
            else
            {
                Position++;
            }
        }
    }

    /// <summary>Whether what follows reads like operators and not like the rest of an image.</summary>
    private bool IsFollowedByContent()
    {
        var next = Bytes[Position..Math.Min(Bytes.Length, Position + 12)];
        return next.IsEmpty || (IsSpace(next[0]) && !next.ContainsAnyExceptInRange((byte)'\t', (byte)'~'));
    }

    private List<PdfValue> Items(string end)
    {
        if (++_depth > MaxDepth) throw new PdfSyntaxException($"values nested deeper than {MaxDepth}");
        var items = new List<PdfValue>();
        while (Next() is { } value)
        {
            if (value is not PdfKeyword keyword)
            {
                items.Add(value);
            }
            else if (keyword.Name == end || keyword.Name is "endobj" or "endstream" or "stream" or "ET" or "EI")
            {
                break;
            }
            else if (keyword.Name == "R" && items is [.., PdfNumber number, PdfNumber])
            {
                items.RemoveRange(items.Count - 2, 2);
                items.Add(new PdfReference(number.Int));
            }
            else if (keyword.Name is "null" or "true" or "false")
            {
                items.Add(keyword);
            }
        }
        _depth--;
        return items;
    }

    private PdfDictionary Dictionary()
    {
        var items = Items(">>");
        var entries = new Dictionary<string, PdfValue>(items.Count / 2);
        for (var i = 0; i + 1 < items.Count; i++)
        {
            if (items[i] is not PdfName key) continue;
            entries[key.Name] = items[++i];
        }
        return new PdfDictionary(entries);
    }

    private string Name()
    {
        var name = new StringBuilder();
        while (Position < Bytes.Length && !IsSpace(Bytes[Position]) && !IsDelimiter(Bytes[Position]))
        {
            var b = Bytes[Position++];
            if (b == '#' && HexDigit(At(0)) is var high and >= 0 && HexDigit(At(1)) is var low and >= 0)
            {
                b = (byte)(high * 16 + low);
                Position += 2;
            }
            name.Append((char)b);
        }
        return name.ToString();
    }

    private PdfString LiteralString()
    {
        var value = new List<byte>();
        var open = 0;
        while (Position < Bytes.Length)
        {
            var b = Bytes[Position++];
            if (b == '\\')
            {
                Escape(value);
                continue;
            }
            if (b == '(' && open++ == 0) continue;
            if (b == ')' && --open == 0) break;
            value.Add(b);
        }
        return new PdfString([.. value]);
    }

    private void Escape(List<byte> value)
    {
        var b = At(0);
        Position++;
        switch (b)
        {
            case 'n': value.Add((byte)'\n'); break;
            case 'r': value.Add((byte)'\r'); break;
            case 't': value.Add((byte)'\t'); break;
            case 'b': value.Add((byte)'\b'); break;
            case 'f': value.Add((byte)'\f'); break;
            case '\r':
                if (At(0) == '\n') Position++;
                break;
            case '\n' or -1:
                break;
            case >= '0' and <= '7':
                var code = b - '0';
                for (var digits = 1; digits < 3 && At(0) is >= '0' and <= '7'; digits++)
                    code = code * 8 + Bytes[Position++] - '0';
                value.Add((byte)code);
                break;
            default: value.Add((byte)b); break;
        }
    }

    private PdfString HexString()
    {
        var value = new List<byte>();
        var high = -1;
        for (Position++; Position < Bytes.Length; Position++)
        {
            if (Bytes[Position] == '>')
            {
                Position++;
                break;
            }
            var digit = HexDigit(Bytes[Position]);
            if (digit < 0) continue;
            if (high < 0)
            {
                high = digit;
                continue;
            }
            value.Add((byte)(high * 16 + digit));
            high = -1;
        }
        if (high >= 0) value.Add((byte)(high * 16));
        return new PdfString([.. value]);
    }

    private PdfValue NumberOrKeyword()
    {
        var start = Position++;
        var longest = Math.Min(Bytes.Length, start + MaxTokenLength);
        while (Position < longest && !IsSpace(Bytes[Position]) && !IsDelimiter(Bytes[Position])) Position++;
        var token = Bytes[start..Position];
        if (token[0] is (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'+' or (byte)'.')
        {
            const NumberStyles decimals = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
            if (double.TryParse(token, decimals, CultureInfo.InvariantCulture, out var number))
                return new PdfNumber(number);
            var repaired = token.TrimStart((byte)'-'); // "--5" and "5-3" are in files that other readers accept
            var minus = repaired.IndexOf((byte)'-');
            if (minus > 0) repaired = repaired[..minus];
            if (double.TryParse(repaired, decimals, CultureInfo.InvariantCulture, out number))
                return new PdfNumber(token[0] == '-' ? -number : number);
        }
        return new PdfKeyword(Encoding.Latin1.GetString(token));
    }

    private int At(int offset) => Position + offset >= 0 && Position + offset < Bytes.Length ? Bytes[Position + offset] : -1;

    private static bool IsSpace(int b) => b is 0 or '\t' or '\n' or '\f' or '\r' or ' ';

    private static bool IsDelimiter(byte b) => "()<>[]{}/%"u8.Contains(b);

    private static int HexDigit(int b) => b switch
    {
        >= '0' and <= '9' => b - '0',
        >= 'a' and <= 'f' => b - 'a' + 10,
        >= 'A' and <= 'F' => b - 'A' + 10,
        _ => -1,
    };
}
