using Rag.Engine.Caption.Retrieval;

namespace Rag.Engine.Evaluation.Captions;

/// <summary>CIDEr-D (Vedantam, Zitnick and Parikh, 2015): cosines of n-grams, clipped to the reference's counts, less for another length.</summary>
internal sealed class CiderD(NGramSpace space)
{
    private const double Deviation = 6, Scale = 10;

    /// <summary>The mean over the references, 0..10.</summary>
    public double Of(JudgedCaption caption)
    {
        var written = space.Of(caption.Words);
        return Scale * caption.References.Average(reference => Similarity(written, space.Of(reference)));
    }

    private static double Similarity(NGramVector written, NGramVector reference)
    {
        var difference = Pairs(written) - Pairs(reference);
        var sum = 0.0;
        for (var n = 0; n < NGramSpace.Longest; n++)
        {
            if (written.Norms[n] == 0 || reference.Norms[n] == 0) continue;
            sum += written.Weights[n].Sum(gram => reference.Weights[n].TryGetValue(gram.Key, out var weight) ? Math.Min(gram.Value, weight) * weight : 0)
                / (written.Norms[n] * reference.Norms[n]);
        }
        return sum / NGramSpace.Longest * Math.Exp(-(difference * difference) / (2 * Deviation * Deviation));
    }

    // The reference implementation measures lengths in pairs of words.
    private static double Pairs(NGramVector caption) => Math.Max(0, caption.Words - 1);
}
