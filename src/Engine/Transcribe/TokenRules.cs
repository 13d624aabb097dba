using Rag.Encoders.Audio;

namespace Rag.Engine.Transcribe;

/// <summary>
/// Which tokens may come next (Radford et al., 2022). Signs and suppressed tokens never do. Times come in pairs, the end of a stretch and the
/// beginning of the next, and never run backwards; where all times together are likelier than any word, a time it is.
/// </summary>
internal sealed class TokenRules : IDisposable
{
    private readonly WhisperTokens _tokens;
    private readonly int _vocabulary;
    private readonly bool _timestamps;
    private readonly Tensor _always, _first; // (vocabulary), 0 or minus infinity

    /// <param name="timestamps">Whether times are written.</param>
    public TokenRules(WhisperTokens tokens, int vocabulary, bool timestamps)
    {
        (_tokens, _vocabulary, _timestamps) = (tokens, vocabulary, timestamps);
        var scores = new float[vocabulary];
        Array.Fill(scores, float.NegativeInfinity, tokens.End + 1, (timestamps ? tokens.FirstTimestamp : vocabulary) - tokens.End - 1);
        foreach (var token in tokens.Suppressed) scores[token] = float.NegativeInfinity;
        _always = torch.tensor(scores);
        foreach (var token in tokens.SuppressedAtBegin) scores[token] = float.NegativeInfinity;
        _first = torch.tensor(scores);
    }

    /// <summary>Takes away what may not come next.</summary>
    /// <param name="scores">(texts, vocabulary), written to.</param>
    /// <param name="texts">What each has so far, all as many tokens.</param>
    public void Apply(Tensor scores, IReadOnlyList<IReadOnlyList<int>> texts)
    {
        using var scope = NewDisposeScope();
        scores.add_(texts[0].Count == 0 ? _first : _always);
        if (!_timestamps) return;
        for (var i = 0; i < texts.Count; i++) KeepTimesInOrder(scores[i], texts[i]);
        var times = scores.narrow(1, _tokens.FirstTimestamp, _vocabulary - _tokens.FirstTimestamp).logsumexp(1, true); // (texts, 1)
        var words = scores.narrow(1, 0, _tokens.FirstTimestamp);
        words.masked_fill_(times.gt(words.amax([1L], keepdim: true)), double.NegativeInfinity);
    }

    public void Dispose()
    {
        _always.Dispose();
        _first.Dispose();
    }

    private void KeepTimesInOrder(Tensor scores, IReadOnlyList<int> text)
    {
        var first = _tokens.FirstTimestamp;
        if (text.Count == 0)
        {
            Refuse(scores, 0, first);
            Refuse(scores, first + _tokens.MostInitialTimestamp + 1, _vocabulary);
            return;
        }
        var isTime = text[^1] >= first;
        var isPair = isTime && (text.Count < 2 || text[^2] >= first);
        if (isPair) Refuse(scores, first, _vocabulary); // words follow
        else if (isTime) Refuse(scores, 0, _tokens.End); // a beginning or the end follows
        if (text.LastOrDefault(token => token >= first, -1) is > 0 and var last) Refuse(scores, first, isTime && !isPair ? last : last + 1);
    }

    private static void Refuse(Tensor scores, int from, int to)
    {
        if (to > from) scores.narrow(0, from, to - from).fill_(float.NegativeInfinity);
    }
}
