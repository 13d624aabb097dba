using System.Text.RegularExpressions;
using Rag.Files;
using Rag.Files.Passages;

namespace Rag.Training.Reading.Data.Documentation;

/// <summary>
/// Cuts what answers a question to what a reader can point at: without list markers, prompts and marks, and not too long.
/// </summary>
internal static partial class AnswerUnit
{
    /// <summary>Word pieces of an answer at most.</summary>
    private const int MostPieces = 30;

    private const string ClauseEnds = ",;:—，；：";

    /// <summary>The sentence, item or line, or its first clauses where all of it is too long; null where nothing fits.</summary>
    public static TextSpan? Of(string text, TextSpan span)
    {
        var (start, end) = (span.Start + Before().Match(text[span.Start..span.End]).Length, span.End);
        (start, end) = Trim(text, start, end);
        if (start >= end || Pointer().IsMatch(text[start..end])) return null;
        if (Pieces(text.AsSpan(start, end - start)) <= MostPieces) return new TextSpan(start, end);
        if (Subordinate().Match(text[start..end]) is { Success: true } condition) (start, end) = Trim(text, start + condition.Length, end);
        if (start >= end || Pointer().IsMatch(text[start..end])) return null;
        if (Pieces(text.AsSpan(start, end - start)) <= MostPieces) return new TextSpan(start, end);
        for (var cut = end - 2; cut > start; cut--)
        {
            if (!ClauseEnds.Contains(text[cut]) || (text[cut] < 128 && !char.IsWhiteSpace(text[cut + 1]))) continue;
            var (from, to) = Trim(text, start, cut);
            var pieces = Pieces(text.AsSpan(from, to - from));
            if (pieces <= MostPieces) return pieces > MostPieces / 4 ? new TextSpan(from, to) : null;
        }
        return null;
    }

    /// <summary>The first sentence of a stretch, cut as <see cref="Of"/> does.</summary>
    public static TextSpan? FirstSentence(string text, int start, int end) =>
        Sentences.Find(text, start, end) is [var first, ..] ? Of(text, first) : null;

    private static (int Start, int End) Trim(string text, int start, int end)
    {
        while (start < end && (char.IsWhiteSpace(text[start]) || "*_>".Contains(text[start]))) start++;
        while (end > start && (char.IsWhiteSpace(text[end - 1]) || ".。*_:：;；,，".Contains(text[end - 1]))) end--;
        return (start, end);
    }

    /// <summary>About how many pieces a tokenizer makes of a text: words of more than six letters fall in two, marks stand alone.</summary>
    private static int Pieces(ReadOnlySpan<char> text)
    {
        var pieces = 0;
        for (var i = 0; i < text.Length; pieces++)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                pieces--;
                continue;
            }
            var start = i++;
            if (Cjk.IsHan(text[start]) || !char.IsLetterOrDigit(text[start])) continue;
            while (i < text.Length && i - start < 7 && char.IsLetterOrDigit(text[i]) && !Cjk.IsHan(text[i])) i++;
        }
        return pieces;
    }

    // It sends the reader elsewhere, only introduces what follows, or is markup.
    [GeneratedRegex(@"^\[?(please |you can |for (more|further|details|additional)[^,]*, )?(see|refer to|check out"
        + @"|take a look at|look at|read|this (page|document|section|guide|tutorial|chapter|article) |in this (section|chapter|guide"
        + @"|tutorial|document)|here(['’]s| is| are)|let['’]?s|let us|we['’]ll|we will|so far|the following (is|are|example|table"
        + @"|list|section))\b"
        + @"|^\[?(请|可|可以|你可以)?(参考|参阅|参见|查阅|详见|查看文档|请见|见 |阅读)|^(本文|本章|本节|本文档|该文档|以下|下面|接下来|下表|下图)|^(\{\{|\{!|<[a-zA-Z/!]|:::|///"
        + @"|!\[|\.\. )", RegexOptions.IgnoreCase)]
    private static partial Regex Pointer();

    // What a sentence says before it comes to the point.
    [GeneratedRegex(@"^(if|when|while|in|as|for|although|because|since|after|before|once|by default|on|with|unlike|to|at"
        + @"|like)\s[^,;]{3,160},|^(如果|一旦|当|为了|由于|在|若|要|假设|对于|关于|从|根据|除|因为|通过|随着|自)[^，；]{2,60}，", RegexOptions.IgnoreCase)]
    private static partial Regex Subordinate();

    // A list marker, a quote's mark, a shell's prompt.
    [GeneratedRegex(@"^\s*(>\s*)*([-*+•]\s+|\(?\d{1,3}[.)、]\s+)?(\[[ xX]\]\s+)?([$#>%]\s+|>>>\s+)?")]
    private static partial Regex Before();
}
