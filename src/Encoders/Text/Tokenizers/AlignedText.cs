namespace Rag.Encoders.Text.Tokenizers;

/// <summary>
/// Text on its way through normalizers and pre-tokenizers. Each of its UTF-16 units knows which range of the original text it
/// came from. No file of a public tokenizer makes a text <see cref="MostGrowth"/> times as long; a hostile one is stopped there.
/// </summary>
internal sealed class AlignedText
{
    private const int MostGrowth = 64, AlwaysAllowed = 1024;

    private readonly int _longest;
    private char[] _chars;
    private int[] _starts;
    private int[] _ends;

    private AlignedText(int capacity, int longest)
    {
        if (capacity > longest) throw TooLong();
        _longest = longest;
        _chars = new char[capacity];
        _starts = new int[capacity];
        _ends = new int[capacity];
    }

    // Its characters are to be written; where they came from stays as it is, and nothing may be appended to the other after.
    private AlignedText(AlignedText other)
    {
        _longest = other._longest;
        _chars = new char[other.Length];
        (_starts, _ends) = (other._starts, other._ends);
    }

    public int Length { get; private set; }

    public ReadOnlySpan<char> Chars => _chars.AsSpan(0, Length);

    /// <summary>A part of the original text, <paramref name="start"/> units from its beginning.</summary>
    public static AlignedText Of(ReadOnlySpan<char> part, int start)
    {
        var text = new AlignedText(part.Length, (int)Math.Min((MostGrowth * (long)part.Length) + AlwaysAllowed, Array.MaxLength));
        part.CopyTo(text._chars);
        text.Length = part.Length;
        for (var i = 0; i < part.Length; i++)
        {
            text._starts[i] = start + i;
            text._ends[i] = start + i + 1;
            if (i == 0 || !char.IsSurrogatePair(part[i - 1], part[i])) continue;
            text._starts[i]--;
            text._ends[i - 1]++;
        }
        return text;
    }

    /// <summary>The same text with each character, all of them ASCII, replaced by another.</summary>
    public AlignedText MapAscii(ReadOnlySpan<char> map)
    {
        var text = new AlignedText(this) { Length = Length };
        for (var i = 0; i < text._chars.Length; i++) text._chars[i] = map[_chars[i]];
        return text;
    }

    /// <summary>An empty text to which this one is to be rewritten.</summary>
    /// <exception cref="TextLimitException">It is to hold more than the original text may become.</exception>
    public AlignedText Successor(long capacity) => new((int)Math.Min(capacity, int.MaxValue), _longest);

    /// <summary>The range of the original text that the units from..to, at least one, came from.</summary>
    public (int Start, int End) OriginalRange(int from, int to) => (_starts[from], _ends[to - 1]);

    public void Append(int code, int start, int end)
    {
        if (code <= char.MaxValue)
        {
            Append((char)code, start, end);
            return;
        }
        Append((char)(0xD7C0 + (code >> 10)), start, end);
        Append((char)(0xDC00 + (code & 0x3FF)), start, end);
    }

    /// <summary>Copies the units from..to of another text with their places.</summary>
    public void Append(AlignedText other, int from, int to)
    {
        var count = to - from;
        if (Length + count > _chars.Length) Grow(Length + count);
        Array.Copy(other._chars, from, _chars, Length, count);
        Array.Copy(other._starts, from, _starts, Length, count);
        Array.Copy(other._ends, from, _ends, Length, count);
        Length += count;
    }

    private void Append(char c, int start, int end)
    {
        if (Length == _chars.Length) Grow(Length + 1);
        _chars[Length] = c;
        _starts[Length] = start;
        _ends[Length++] = end;
    }

    private void Grow(int least)
    {
        if (least > _longest) throw TooLong();
        var capacity = (int)Math.Max(least, Math.Min(16 + (_chars.Length * 2L), _longest));
        Array.Resize(ref _chars, capacity);
        Array.Resize(ref _starts, capacity);
        Array.Resize(ref _ends, capacity);
    }

    private static TextLimitException TooLong() => new($"the file's rules make a text more than {MostGrowth} times as long as it is");
}
