using Rag.Attention.Inference;

namespace Rag.Engine.Ask.Reading;

/// <summary>Hands the spans' scores to the decoder's pointer: where to begin, to go on with the next token, and where to stop.</summary>
internal sealed class SpanGuide
{
    private const float GoOn = 8, Jump = -8;

    private readonly float[] _start, _end; // log probabilities over all passages
    private readonly Device _device;
    private readonly int _longest;

    /// <param name="live">Of the passages of one question.</param>
    public SpanGuide(LiveStates live, TokenBatch passages, int longest = 30)
    {
        (_device, _longest) = (live.Start.device, longest);
        _start = LogProbabilities(live.Start, passages);
        _end = LogProbabilities(live.End, passages);
    }

    /// <summary>Added to the pointer's scores, (1 + items), the end first.</summary>
    /// <param name="written">What has been written so far.</param>
    public Tensor Bias(IReadOnlyList<WrittenToken> written)
    {
        var bias = new float[1 + _start.Length];
        if (written is not [.., var last])
        {
            bias[0] = Jump;
            _start.CopyTo(bias, 1);
            return torch.tensor(bias, device: _device);
        }
        var next = last.Item + 1;
        for (var i = 1; i < bias.Length; i++) bias[i] = i - 1 == next ? GoOn : Jump;
        var later = _end.Skip(next).Take(Math.Max(1, _longest - written.Count)).DefaultIfEmpty(float.NegativeInfinity).Max();
        bias[0] = GoOn + Math.Clamp(_end[last.Item] - later, Jump, -Jump);
        return torch.tensor(bias, device: _device);
    }

    private static float[] LogProbabilities(Tensor scores, TokenBatch passages)
    {
        using var scope = NewDisposeScope();
        return functional.log_softmax(scores.masked_fill(passages.IsText.logical_not(), LiveLayers.Masked).flatten(), 0).cpu().Floats();
    }
}
