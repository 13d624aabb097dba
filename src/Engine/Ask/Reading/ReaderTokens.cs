using Rag.Encoders.Text.Tokenizers;
using Rag.Memory.Words;

namespace Rag.Engine.Ask.Reading;

/// <summary>The tokens of a passage or a question.</summary>
/// <param name="Ids">Rows of the word table.</param>
/// <param name="Kinds">What each is.</param>
/// <param name="Offsets">Where each stands in the text, in UTF-16 units; those of a heading's tokens mean nothing.</param>
public sealed record ReaderTokens(int[] Ids, byte[] Kinds, (int Start, int End)[] Offsets)
{
    /// <summary>How many there are.</summary>
    public int Count => Ids.Length;

    /// <summary>The tokens of a passage, at most so many.</summary>
    public static ReaderTokens OfPassage(Tokenizer tokenizer, PassageText passage, int most)
    {
        var encoding = tokenizer.Encode(ChineseScript.Simplify(passage.Whole), truncation: new Truncation(MaxLength: most));
        return Of(encoding, passage.TextStart);
    }

    /// <summary>The tokens of a question, at most so many.</summary>
    public static ReaderTokens OfQuestion(Tokenizer tokenizer, string question, int most) =>
        Of(tokenizer.Encode(ChineseScript.Simplify(question), truncation: new Truncation(MaxLength: most)), 0);

    /// <summary>The first and the last token of a stretch of the text; null where it is not among the tokens.</summary>
    public (int First, int Last)? Find(int start, int end)
    {
        int first = -1, last = -1;
        for (var i = 0; i < Count; i++)
        {
            if (Kinds[i] != (byte)TokenKind.Text || Offsets[i].End <= start || Offsets[i].Start >= end) continue;
            if (first < 0) first = i;
            last = i;
        }
        return first < 0 || Offsets[last].End < end && last == Count - 2 ? null : (first, last);
    }

    private static ReaderTokens Of(Encoding encoding, int textStart)
    {
        var kinds = new byte[encoding.Ids.Length];
        var offsets = new (int, int)[kinds.Length];
        for (var i = 0; i < kinds.Length; i++)
        {
            var (start, end) = encoding.Offsets[i];
            kinds[i] = (byte)(encoding.SequenceIds[i] < 0 ? TokenKind.Special : start < textStart ? TokenKind.Heading : TokenKind.Text);
            offsets[i] = (Math.Max(0, start - textStart), Math.Max(0, end - textStart));
        }
        return new ReaderTokens(encoding.Ids, kinds, offsets);
    }
}
