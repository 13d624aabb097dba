using Rag.Engine.Caption.Retrieval;

namespace Rag.Engine.Evaluation.Captions;

/// <summary>A caption that was written, and those that people wrote; see <see cref="Caption.CaptionWords"/>.</summary>
public sealed record JudgedCaption(string[] Words, IReadOnlyList<string[]> References);

/// <summary>
/// How near captions come to those that people wrote, by the definitions of the coco-caption evaluation (Chen et al., "Microsoft COCO captions", 2015).
/// </summary>
/// <param name="Bleu">BLEU-1 to BLEU-4 of the set, 0..1.</param>
/// <param name="RougeL">Mean ROUGE-L, 0..1.</param>
/// <param name="Cider">Mean CIDEr-D, 0..10.</param>
public sealed record CaptionScores(IReadOnlyList<double> Bleu, double RougeL, double Cider)
{
    /// <summary>Scores a set; the inverse document frequencies are those of its references.</summary>
    public static CaptionScores Of(IReadOnlyList<JudgedCaption> captions)
    {
        var cider = new CiderD(new NGramSpace(captions.Select(caption => caption.References)));
        return new CaptionScores(Captions.Bleu.Of(captions), captions.Average(Captions.RougeL.Of), captions.Average(cider.Of));
    }
}
