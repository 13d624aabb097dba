using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Rag.Files.Documents.PlainText;

/// <summary>
/// Turns the bytes of a text file into characters: UTF-8, UTF-16 with a byte order mark or recognisable without
/// one, and where the bytes are no UTF-8, the code page that the file declares or GB18030 if they read as Chinese.
/// </summary>
internal static class TextDecoder
{
    private const double MaxShareOfControls = 0.005;
    private const double MinShareOfCommonHanzi = 0.6;

    // The characters that make up about a quarter of any modern Chinese text.
    private const string FrequentHanzi = "的一是不了在人有我他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后";

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
            [0xEF, 0xBB, 0xBF, .. var rest] => FromUtf8(rest, 3, source),
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
        if (Utf8.IsValid(bytes)) return FromUtf8(bytes, 0, source);
        if (declared is not null && CodePage(declared) is { } encoding) return encoding.GetString(bytes);
        return TryGb18030(bytes, out var chinese) ? chinese : FromUtf8(bytes, 0, source);
    }

    /// <summary>A code page by its name; the web's Latin-1 is Windows' (WHATWG Encoding, 4.2).</summary>
    private static Encoding? CodePage(string name) => CodePagesEncodingProvider.Instance.GetEncoding(
        name.ToLowerInvariant() is "iso-8859-1" or "latin1" or "us-ascii" ? "windows-1252" : name);

    private static string FromUtf8(ReadOnlySpan<byte> bytes, int offset, DocumentSource source)
    {
        var chars = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        var status = Utf8.ToUtf16(bytes, chars, out var read, out var written, replaceInvalidSequences: false);
        if (status != OperationStatus.Done)
            throw source.Refuse($"is broken UTF-8 at byte {offset + read:N0} (0x{bytes[read]:X2}); save it as UTF-8");
        return new string(chars, 0, written);
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

    private static bool TryGb18030(ReadOnlySpan<byte> bytes, out string text)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(
            "GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;
        text = "";
        if (!LooksLikeGb2312(bytes)) return false;
        try
        {
            text = encoding.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
        int hanzi = 0, frequent = 0;
        foreach (var c in text)
        {
            if (c is < '\u4E00' or > '\u9FFF') continue;
            hanzi++;
            if (FrequentHanzi.Contains(c)) frequent++;
        }
        return hanzi > 0 && (hanzi < 40 || frequent * 25 > hanzi);
    }

    /// <summary>
    /// Nearly all hanzi of real text are the commonest 3,755, which fill lead bytes B0 to D7; damaged UTF-8 and
    /// Western code pages land elsewhere. Rows A1 and A3 are punctuation.
    /// </summary>
    private static bool LooksLikeGb2312(ReadOnlySpan<byte> bytes)
    {
        int pairs = 0, common = 0;
        for (var i = 0; i + 1 < bytes.Length; i++)
        {
            if (bytes[i] < 0x80) continue;
            pairs++;
            if (bytes[i] is (>= 0xB0 and <= 0xD7) or 0xA1 or 0xA3 && bytes[i + 1] >= 0xA1) common++;
            i++;
        }
        return pairs > 0 && common >= pairs * MinShareOfCommonHanzi;
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
}
