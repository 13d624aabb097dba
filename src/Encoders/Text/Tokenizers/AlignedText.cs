namespace Rag.Encoders.Text.Tokenizers;

/// <summary>
/// Text on its way through normalizers and pre-tokenizers. Each of its UTF-16 units knows which range of the original text it
/// came from.
/// </summary>
internal sealed class AlignedText(int capacity)
{
    private char[] _chars = new char[capacity];
    private int[] _starts = new int[capacity];
    private int[] _ends = new int[capacity];

    public int Length { get; private set; }

    public ReadOnlySpan<char> Chars => _chars.AsSpan(0, Length);

    /// <summary>A part of the original text, <paramref name="start"/> units from its beginning.</summary>
    public static AlignedText Of(ReadOnlySpan<char> part, int start)
    {
        var text = new AlignedText(part.Length);
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

    /// <summary>The range of the original text that the units from..to, at least one, came from.</summary>
    public (int Start, int End) OriginalRange(int from, int to) => (_starts[from], _ends[to - 1]);

    public void Append(int code, int start, int end)
    {
        if (Length + 2 > _chars.Length) Grow();
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
        while (Length + count > _chars.Length) Grow();
        Array.Copy(other._chars, from, _chars, Length, count);
        Array.Copy(other._starts, from, _starts, Length, count);
        Array.Copy(other._ends, from, _ends, Length, count);
        Length += count;
    }

    private void Append(char c, int start, int end)
    {
        _chars[Length] = c;
        _starts[Length] = start;
        _ends[Length++] = end;
    }

    private void Grow()
    {
        var capacity = Math.Max(16, _chars.Length * 2);
        Array.Resize(ref _chars, capacity);
        Array.Resize(ref _starts, capacity);
        Array.Resize(ref _ends, capacity);
    }
}
