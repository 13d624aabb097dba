using System.Globalization;
using System.Text;

namespace Rag.Files.Documents.Rtf;

/// <summary>What a piece of RTF is.</summary>
internal enum RtfToken
{
    End,
    GroupStart,
    GroupEnd,

    /// <summary>A word such as \par, or a sign such as \~, with its number if it has one.</summary>
    Word,

    /// <summary>A byte of text, as it is or as \'hh.</summary>
    Byte,
}

/// <summary>Takes the bytes of an RTF file apart.</summary>
internal sealed class RtfScanner(byte[] content)
{
    private const int MaxWordLength = 32;

    private int _at;

    /// <summary>The word or sign that was read last.</summary>
    public string Word { get; private set; } = "";

    /// <summary>Its number; null if it has none.</summary>
    public int? Number { get; private set; }

    /// <summary>The byte that was read last.</summary>
    public byte Byte { get; private set; }

    public RtfToken Next()
    {
        while (_at < content.Length)
        {
            var b = content[_at++];
            switch (b)
            {
                case (byte)'{':
                    return RtfToken.GroupStart;
                case (byte)'}':
                    return RtfToken.GroupEnd;
                case (byte)'\r' or (byte)'\n' or 0:
                    break;
                case (byte)'\\' when _at < content.Length:
                    return char.IsAsciiLetter((char)content[_at]) ? ReadWord() : ReadSign();
                default:
                    Byte = b;
                    return RtfToken.Byte;
            }
        }
        return RtfToken.End;
    }

    /// <summary>Passes over bytes that are no RTF.</summary>
    public void Skip(int bytes) => _at = (int)Math.Min(content.Length, _at + (long)Math.Max(0, bytes));

    private RtfToken ReadWord()
    {
        var start = _at;
        while (_at < content.Length && _at - start < MaxWordLength && char.IsAsciiLetter((char)content[_at])) _at++;
        Word = Encoding.ASCII.GetString(content, start, _at - start);
        var digits = _at;
        if (_at < content.Length && content[_at] == '-') _at++;
        while (_at < content.Length && char.IsAsciiDigit((char)content[_at])) _at++;
        Number = int.TryParse(content.AsSpan(digits, _at - digits), CultureInfo.InvariantCulture, out var number) ? number : null;
        if (_at < content.Length && content[_at] == ' ') _at++; // ends the word and is no text
        return RtfToken.Word;
    }

    private RtfToken ReadSign()
    {
        var sign = (char)content[_at++];
        (Word, Number) = (sign.ToString(), null);
        if (sign is '\\' or '{' or '}') return OfByte((byte)sign);
        if (sign != '\'') return RtfToken.Word;
        var hex = content.AsSpan(_at, Math.Min(2, content.Length - _at));
        if (!byte.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)) return Next();
        _at += hex.Length;
        return OfByte(value);
    }

    private RtfToken OfByte(byte value)
    {
        Byte = value;
        return RtfToken.Byte;
    }
}
