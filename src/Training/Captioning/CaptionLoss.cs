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
        var own = -((s * copied) + ((1 - s) * drawn)).clamp_min(Least).log().mean();
        return (((1 - smoothing) * own) - (smoothing * log.mean())).MoveToOuterDisposeScope();
    }
}
