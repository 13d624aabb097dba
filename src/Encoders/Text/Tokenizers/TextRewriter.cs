using Rag.Encoders.Text.Tokenizers.Unicode;

namespace Rag.Encoders.Text.Tokenizers;

/// <summary>
/// Rewrites a text code point by code point. What replaces a character comes from where that was; what is inserted comes from
/// where the last character before it was, kept or removed. The source is not empty.
/// </summary>
internal sealed class TextRewriter(AlignedText source)
{
    private readonly AlignedText _result = source.Successor(source.Length);
    private int _at;
    private int _last = -1; // the unit of the source at which the last character passed began

    public bool IsAtEnd => _at == source.Length;

    /// <summary>The code point that comes next.</summary>
    public int Current => CodePoint.At(source.Chars, _at, out _);

    public void Keep() => Replace(Current);

    public void Replace(int code)
    {
        Remove();
        Insert(code);
    }

    public void Remove()
    {
        CodePoint.At(source.Chars, _at, out var length);
        _last = _at;
        _at += length;
    }

    public void Insert(int code)
    {
        var (start, end) = source.OriginalRange(Math.Max(_last, 0), Math.Max(_last, 0) + 1);
        _result.Append(code, start, _last < 0 ? start : end);
    }

    /// <summary>Writes all of a text anew.</summary>
    /// <param name="changes">Each code point with 1: beside the last; 0: in the place of one; -n: and n after that are gone.</param>
    public static AlignedText Apply(AlignedText text, IEnumerable<(int Code, int Inserted)> changes)
    {
        var rewriter = new TextRewriter(text);
        foreach (var (code, inserted) in changes)
        {
            if (inserted > 0)
            {
                rewriter.Insert(code);
                continue;
            }
            rewriter.Replace(code);
            for (var removed = inserted; removed < 0; removed++) rewriter.Remove();
        }
        return rewriter.Written;
    }

    /// <summary>The text written so far; nothing may be written after.</summary>
    public AlignedText Written => _result;
}
