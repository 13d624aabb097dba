using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace Rag.Files.Documents.PlainText;

/// <summary>
/// Turns the bytes of a text file into characters: UTF-8, UTF-16 with a byte order mark or recognisable without one, and
/// where the bytes are no UTF-8, the code page that the file declares or the one in which they are common text.
/// </summary>
internal static partial class TextDecoder
{
    private const int BytesSearchedForDeclaration = 128;
    private const double MaxShareOfControls = 0.005;
    private const int MinWholePerBroken = 10;

    private static readonly (byte[] Signature, string Name)[] _otherFormats =
    [
        ("%PDF-"u8.ToArray(), "a PDF"), ("PK\u0003\u0004"u8.ToArray(), "a ZIP archive or an Office file"),
        ([0xD0, 0xCF, 0x11, 0xE0], "an old Office file"), ([0x89, (byte)'P', (byte)'N', (byte)'G'], "a PNG picture"),
        ([0xFF, 0xD8, 0xFF], "a JPEG picture"), ("GIF8"u8.ToArray(), "a GIF picture"), ([0x1F, 0x8B], "gzip data"),
        ([0x7F, (byte)'E', (byte)'L', (byte)'F'], "a program"),
    ];

    /// <exception cref="DocumentException">The bytes are in none of these encodings, or are no text.</exception>
    public static string Decode(DocumentSource source, string? declared = null)
    {
        var bytes = source.Content.AsSpan();
        foreach (var (signature, name) in _otherFormats)
        {
            if (bytes.StartsWith(signature))
                throw source.Refuse($"is {name} under a text ending; give it the ending of its format");
        }
        var text = bytes switch
        {
            [0xEF, 0xBB, 0xBF, .. var rest] => FromUtf8(rest, source),
            [0xFF, 0xFE, 0, 0, ..] or [0, 0, 0xFE, 0xFF, ..] =>
                throw source.Refuse("is UTF-32, which is not read; save it as UTF-8"),
            [0xFF, 0xFE, .. var rest] => FromUtf16(rest, bigEndian: false, source),
            [0xFE, 0xFF, .. var rest] => FromUtf16(rest, bigEndian: true, source),
            _ => WithoutMark(bytes, declared, source),
        };
        RefuseBinary(text, source);
        source.RefuseOver(source.Limits.MaxLines, text.AsSpan().Count('\n'), "lines");
        return text;
    }

    private static string WithoutMark(ReadOnlySpan<byte> bytes, string? declared, DocumentSource source)
    {
        if (bytes.Contains((byte)0))
        {
            if (LooksLikeUtf16(bytes, highByte: 1)) return FromUtf16(bytes, bigEndian: false, source);
            if (LooksLikeUtf16(bytes, highByte: 0)) return FromUtf16(bytes, bigEndian: true, source);
        }
        if (Utf8.IsValid(bytes)) return Encoding.UTF8.GetString(bytes);
        if ((declared ?? DeclaredInXml(bytes)) is { } name && CodePage(name) is { } encoding) return encoding.GetString(bytes);
        if (IsMostlyUtf8(bytes)) return FromUtf8(bytes, source);
        if (CodePageGuess.Find(bytes) is not { } guess) return FromUtf8(bytes, source);
        source.Notes.Add($"is no UTF-8 and was taken for {guess.Name}; save it as UTF-8 if that is wrong");
        return guess.Encoding.GetString(bytes);
    }

    private static string? DeclaredInXml(ReadOnlySpan<byte> bytes)
    {
        var match = XmlEncoding().Match(Encoding.Latin1.GetString(bytes[..Math.Min(BytesSearchedForDeclaration, bytes.Length)]));
        return match.Success ? match.Groups[1].Value : null;
    }

    /// <summary>Whether characters of several bytes are whole far more often than broken.</summary>
    private static bool IsMostlyUtf8(ReadOnlySpan<byte> bytes)
    {
        int whole = 0, broken = 0;
        while (!bytes.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(bytes, out var rune, out var length);
            if (status != OperationStatus.Done) broken++;
            else if (!rune.IsAscii) whole++;
            bytes = bytes[length..];
        }
        return whole >= broken * MinWholePerBroken;
    }

    /// <summary>A code page by its name; the web's Latin-1 is Windows' (WHATWG Encoding, 4.2).</summary>
    private static Encoding? CodePage(string name) => CodePagesEncodingProvider.Instance.GetEncoding(
        name.ToLowerInvariant() is "iso-8859-1" or "latin1" or "us-ascii" ? "windows-1252" : name);

    private static string FromUtf8(ReadOnlySpan<byte> bytes, DocumentSource source)
    {
        var text = Encoding.UTF8.GetString(bytes);
        if (!Utf8.IsValid(bytes))
            source.Notes.Add($"has {text.AsSpan().Count('\uFFFD'):N0} places that are broken UTF-8, each now a \uFFFD; save it as UTF-8");
        return text;
    }

    private static string FromUtf16(ReadOnlySpan<byte> bytes, bool bigEndian, DocumentSource source)
    {
        try
        {
            return new UnicodeEncoding(bigEndian, byteOrderMark: false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw source.Refuse($"is broken UTF-16 near byte {e.Index:N0}; save it as UTF-8", e);
        }
    }

    /// <summary>
    /// Newlines and Latin letters have a zero high byte and so make up much of the text, unless others do, whose low
    /// byte is anything; and no character of a text is zero.
    /// </summary>
    private static bool LooksLikeUtf16(ReadOnlySpan<byte> bytes, int highByte)
    {
        if (bytes.Length % 2 != 0) return false;
        int zeroHigh = 0, upperLow = 0;
        for (var i = 0; i < bytes.Length; i += 2)
        {
            var low = bytes[i + 1 - highByte];
            if (bytes[i + highByte] == 0)
            {
                zeroHigh++;
                if (IsControl((char)low)) return false;
            }
            else if (low >= 0x80)
            {
                upperLow++;
            }
        }
        var units = bytes.Length / 2;
        return zeroHigh * 3 > units || upperLow * 4 > units - zeroHigh;
    }

    private static void RefuseBinary(string text, DocumentSource source)
    {
        var controls = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0')
                throw source.Refuse($"is binary: a zero at character {i:N0}; give it the ending of its format");
            if (IsControl(text[i])) controls++;
        }
        if (controls > text.Length * MaxShareOfControls)
            throw source.Refuse($"is binary: {controls:N0} control characters among {text.Length:N0}; give it the ending of its format");
    }

    private static bool IsControl(char c) => c < ' ' && c is not ('\t' or '\n' or '\r' or '\f' or '\v' or '\e' or '\x1A');

    [GeneratedRegex("""^<\?xml[^>]+encoding\s*=\s*["']([A-Za-z0-9_:.-]+)""")]
    private static partial Regex XmlEncoding();
}
