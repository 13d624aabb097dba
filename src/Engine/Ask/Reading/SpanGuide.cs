using Rag.Attention.Inference;

namespace Rag.Engine.Ask.Reading;

/// <summary>
/// Answers that decoder and spans write together: where to begin is the product of what the pointer and the spans' starts say, from there
/// piece follows piece, and where to stop is the product of what decoder and ends say.
/// </summary>
internal sealed class SpanGuide
{
    private const double Surest = 8; // log odds by which the ends may speak for going on, or against

    private readonly float[] _start, _end; // log probabilities over all passages
    private readonly int _longest;

    /// <param name="live">Of the passages of one question.</param>
    public SpanGuide(LiveStates live, TokenBatch passages, int longest = 30)
    {
        _longest = longest;
        _start = LogProbabilities(live.Start, passages);
        _end = LogProbabilities(live.End, passages);
    }

    /// <summary>How likely each item is to be copied next, the end first: 1 + items that sum to 1.</summary>
    /// <param name="written">What has been written so far.</param>
    /// <param name="pointed">What the decoder's pointer says of the items.</param>
    /// <param name="end">How likely the decoder ends here.</param>
    public float[] Next(IReadOnlyList<WrittenToken> written, ReadOnlySpan<float> pointed, double end)
    {
        var next = new float[1 + _start.Length];
        if (written is not [.., var last])
        {
            for (var i = 0; i < _start.Length; i++) next[1 + i] = pointed[i] * MathF.Exp(_start[i]);
            var sum = next.Sum();
            for (var i = 1; i < next.Length; i++) next[i] /= Math.Max(sum, 1e-30f);
            return next;
        }
        var later = _end.Skip(last.Item + 1).Take(Math.Max(1, _longest - written.Count)).DefaultIfEmpty(float.NegativeInfinity).Max();
        var own = Math.Log(Math.Max(end, 1e-9) / Math.Max(1 - end, 1e-9));
        next[0] = last.Item + 1 >= _start.Length ? 1 : (float)(1 / (1 + Math.Exp(-own - Math.Clamp(_end[last.Item] - later, -Surest, Surest))));
        if (last.Item + 1 < _start.Length) next[last.Item + 2] = 1 - next[0];
        return next;
    }

    private static float[] LogProbabilities(Tensor scores, TokenBatch passages)
    {
        using var scope = NewDisposeScope();
        return functional.log_softmax(scores.masked_fill(passages.IsText.logical_not(), LiveLayers.Masked).flatten(), 0).cpu().Floats();
    }
}
