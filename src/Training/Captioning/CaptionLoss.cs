using Rag.Attention;
using Rag.Engine.Caption;

namespace Rag.Training.Captioning;

/// <summary>What a captioner is to make small.</summary>
internal static class CaptionLoss
{
    private const double Least = 1e-9; // of a probability, before its logarithm

    /// <summary>
    /// -log p of each word, copied from any of its places or drawn, and smoothed: a part of the target is all words of the vocabulary alike
    /// (Szegedy et al., 2016).
    /// </summary>
    public static Tensor Of(CaptionDecoder decoder, CaptionBatch batch, double smoothing)
    {
        using var scope = NewDisposeScope();
        var (own, all) = LogProbabilities(decoder, batch);
        return (((smoothing - 1) * own.mean()) - (smoothing * all.mean())).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// What is sampled is made likelier as far as its reward exceeds that of other samples of its picture (Rennie et al., "Self-critical sequence
    /// training", 2017; the mean of the others as baseline: Luo, 2020): -(r - b) log p(caption) over words.
    /// </summary>
    /// <param name="batch">The samples.</param>
    /// <param name="advantage">r - b of each caption, (captions of all pictures).</param>
    public static Tensor OfRewards(CaptionDecoder decoder, CaptionBatch batch, Tensor advantage)
    {
        using var scope = NewDisposeScope();
        return (-(LogProbabilities(decoder, batch).Own * advantage.index_select(0, batch.Owners)).mean()).MoveToOuterDisposeScope();
    }

    /// <summary>Of each wanted word, copied or drawn, (words); and of all words by the vocabulary alone, (words, vocabulary).</summary>
    private static (Tensor Own, Tensor All) LogProbabilities(CaptionDecoder decoder, CaptionBatch batch)
    {
        var memory = decoder.Encode(batch.Memory);
        var projected = decoder.Project(memory);
        var apart = new AttentionContext { QueryDocuments = batch.Captions, KeyDocuments = batch.Captions }; // captions of a picture do not read each other
        var h = decoder.forward(decoder.Told(batch.Told, batch.Positions), memory, projected, [.. projected.Select(_ => apart)]); // (pictures, steps, width)
        foreach (var cache in projected) cache.Dispose(); // the graph keeps what it needs

        var (pointed, copies) = decoder.Point(h, memory);
        var isWanted = memory.Words.index_select(0, batch.Pictures).eq(batch.Wanted.unsqueeze(1)).to_type(float32); // (words, words retrieved)
        var copied = (pointed.flatten(0, 1).index_select(0, batch.Rows) * isWanted).sum(1); // (words)
        var log = decoder.Vocabulary(h.flatten(0, 1).index_select(0, batch.Rows)); // (words, vocabulary)
        var known = batch.Wanted.clamp(max: decoder.Options.Vocabulary - 1); // of the others nothing is drawn
        var drawn = log.gather(1, known.unsqueeze(1)).squeeze(1).exp() * batch.Drawn; // (words)
        var s = copies.flatten().index_select(0, batch.Rows); // (words)
        return (((s * copied) + ((1 - s) * drawn)).clamp_min(Least).log(), log);
    }
}
