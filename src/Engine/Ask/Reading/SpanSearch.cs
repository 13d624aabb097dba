namespace Rag.Engine.Ask.Reading;

/// <summary>A run of tokens of a passage, and the sum of its ends' scores.</summary>
/// <param name="Passage">Which of the passages.</param>
public readonly record struct TokenSpan(int Passage, int First, int Last, double Score);

/// <summary>Finds the best spans over all passages.</summary>
public static class SpanSearch
{
    /// <summary>The best spans, best first, none of which overlaps a better one.</summary>
    /// <param name="start">Scores of each passage's tokens as an answer's first; what is masked is no answer.</param>
    /// <param name="end">The same as its last.</param>
    /// <param name="longest">Tokens of the longest span.</param>
    /// <param name="hasNull">Whether each passage's first token stands for "not here".</param>
    public static IReadOnlyList<TokenSpan> Best(IReadOnlyList<float[]> start, IReadOnlyList<float[]> end, int count, int longest, bool hasNull = true)
    {
        var best = new List<TokenSpan>();
        var candidates = start.Index().SelectMany(passage => BestOfEachStart(passage.Index, passage.Item, end[passage.Index], longest, hasNull ? 1 : 0));
        foreach (var span in candidates.OrderByDescending(span => span.Score))
        {
            if (best.Count == count) break;
            if (!best.Any(better => better.Passage == span.Passage && better.First <= span.Last && span.First <= better.Last)) best.Add(span);
        }
        return best;
    }

    private static IEnumerable<TokenSpan> BestOfEachStart(int passage, float[] start, float[] end, int longest, int from)
    {
        for (var first = from; first < start.Length; first++)
        {
            if (start[first] <= LiveLayers.Masked) continue;
            var last = first;
            for (var i = first + 1; i < Math.Min(end.Length, first + longest); i++)
            {
                if (end[i] > end[last]) last = i;
            }
            if (end[last] > LiveLayers.Masked) yield return new TokenSpan(passage, first, last, start[first] + end[last]);
        }
    }
}
