namespace Rag.Engine.Ask.Reading;

/// <summary>The scores of every token of some passages as an answer's first and last.</summary>
/// <param name="start">Of each passage.</param>
/// <param name="end">Of each passage.</param>
/// <param name="tokens">The passages' tokens.</param>
/// <param name="longest">Tokens of the longest span.</param>
internal sealed class SpanScores(float[][] start, float[][] end, IReadOnlyList<ReaderTokens> tokens, int longest)
{
    // "Not here" is a passage's own and does not count against other passages' spans.
    private readonly double _all = LogSum(start.SelectMany(scores => scores.Skip(1))) + LogSum(end.SelectMany(scores => scores.Skip(1)));

    /// <summary>The best spans over all passages, none of which overlaps a better one.</summary>
    public IEnumerable<ReadSpan> Best(int count) => SpanSearch.Best(start, end, count, longest).Select(Read);

    /// <inheritdoc cref="Reading.Within"/>
    public ReadSpan? Within(int passage, int from, int to)
    {
        if (tokens[passage].Find(from, to) is not var (first, last)) return null;
        var best = SpanSearch.Best([start[passage][first..(last + 1)]], [end[passage][first..(last + 1)]], 1, longest, hasNull: false);
        return best is [var span] ? Read(new TokenSpan(passage, first + span.First, first + span.Last, span.Score)) : null;
    }

    /// <summary>Whether a passage answers at all.</summary>
    public ReadPassage Judge(int passage)
    {
        var best = SpanSearch.Best([start[passage]], [end[passage]], 1, longest);
        double none = start[passage][0] + end[passage][0];
        return new ReadPassage(
            best is [var span] ? span.Score - none : double.NegativeInfinity, none, Math.Exp(none - LogSum(start[passage]) - LogSum(end[passage])));
    }

    private ReadSpan Read(TokenSpan span)
    {
        var offsets = tokens[span.Passage].Offsets;
        return new ReadSpan(span.Passage, offsets[span.First].Start, offsets[span.Last].End, span.Score, Math.Exp(span.Score - _all));
    }

    private static double LogSum(IEnumerable<float> scores)
    {
        var all = scores.ToArray();
        var most = (double)all.Max();
        return most + Math.Log(all.Sum(score => Math.Exp(score - most)));
    }
}
