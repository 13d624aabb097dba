using System.Buffers;
using Rag.Encoders.Text.Tokenizers.Files;
using Rag.Encoders.Text.Tokenizers.Unicode;

namespace Rag.Encoders.Text.Tokenizers.Normalization;

/// <summary>BERT's: control characters go, Chinese characters get spaces around them, accents and case go where asked.</summary>
internal sealed class BertNormalizer(bool cleanText, bool spaceChinese, bool stripAccents, bool lowercase) : INormalizer
{
    private const string WhiteSpace = "\t\n\r";

    private static readonly SearchValues<char> _plain = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code), .. WhiteSpace]);

    // What each ASCII character becomes where none is removed.
    private readonly char[] _map = [.. Enumerable.Range(0, 128).Select(code => Map((char)code, cleanText, lowercase))];

    public static BertNormalizer Read(JsonPart part)
    {
        var lowercase = part.BoolOr("lowercase", true);
        return new BertNormalizer(
            part.BoolOr("clean_text", true),
            part.BoolOr("handle_chinese_chars", true),
            part.BoolOr("strip_accents", lowercase),
            lowercase);
    }

    public AlignedText Normalize(AlignedText text)
    {
        if (!text.Chars.ContainsAnyExcept(_plain)) return text.MapAscii(_map);
        if (cleanText || spaceChinese) text = Clean(text);
        if (stripAccents) text = StripAccents.Strip(NormalizationForms.Normalize(text, compatibility: false, compose: false));
        return lowercase ? Lowercase.Lower(text) : text;
    }

    private static char Map(char c, bool cleanText, bool lowercase) =>
        cleanText && WhiteSpace.Contains(c) ? ' ' : lowercase ? char.ToLowerInvariant(c) : c;

    private AlignedText Clean(AlignedText text)
    {
        if (!text.Chars.ContainsAnyExceptInRange(' ', '~')) return text;
        var rewriter = new TextRewriter(text);
        while (!rewriter.IsAtEnd)
        {
            var code = rewriter.Current;
            if (cleanText && IsRemoved(code))
            {
                rewriter.Remove();
            }
            else if (cleanText && CodePoint.IsWhiteSpace(code))
            {
                rewriter.Replace(' ');
            }
            else if (spaceChinese && IsChinese(code))
            {
                rewriter.Replace(' ');
                rewriter.Insert(code);
                rewriter.Insert(' ');
            }
            else
            {
                rewriter.Keep();
            }
        }
        return rewriter.Written;
    }

    private static bool IsRemoved(int code) =>
        code is 0 or 0xFFFD || (code is not ('\t' or '\n' or '\r') && CodePoint.IsOther(code));

    // The reference's ranges, which leave out U+2B820..2B91F.
    private static bool IsChinese(int code) => code >= 0x3400 && code is
        (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
        or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B920 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
