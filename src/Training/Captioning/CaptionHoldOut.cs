using Rag.Encoders.Images.Training;
using Rag.Engine.Caption;
using Rag.Engine.Caption.Retrieval;
using Rag.Engine.Evaluation.Captions;

namespace Rag.Training.Captioning;

/// <summary>Captions held-out pictures, with their memory and without.</summary>
internal sealed class CaptionHoldOut(
    Captioner captioner, IReadOnlyList<CaptionedPicture> pictures, PictureViews views, CaptionedSet memory, IReadOnlyList<LanguageData> languages)
{
    private const int Batch = 20;

    public Dictionary<string, double> Score()
    {
        var scores = new Dictionary<string, double>();
        foreach (var language in languages)
        {
            var name = language.Language.ToString().ToLowerInvariant();
            CaptionPool?[] pools = [.. Enumerable.Range(0, pictures.Count).Select(i => memory.Nearest(views.Embeddings[0][i].data<float>().ToArray(), language.Language))];
            Add($"{name} ", pools);
            if (language == languages[0]) Add($"{name} without memory ", [.. pools.Select(_ => (CaptionPool?)null)]);

            void Add(string prefix, CaptionPool?[] known)
            {
                string[][] written = Write(language.Language, known);
                var figures = CaptionScores.Of([.. written.Zip(pictures, (words, picture) => new JudgedCaption(words, [.. CaptionData.Of(picture, language.Language).Select(CaptionWords.Of)]))]);
                scores[prefix + "BLEU-4"] = figures.Bleu[3];
                scores[prefix + "CIDEr"] = figures.Cider;
                scores[prefix + "different"] = written.Select(CaptionWords.Join).Distinct().Count();
            }
        }
        return scores;
    }

    private string[][] Write(CaptionLanguage language, CaptionPool?[] pools) =>
    [
        .. Enumerable.Range(0, pictures.Count).Chunk(Batch).SelectMany(batch =>
        {
            using var scope = NewDisposeScope();
            var patches = views.Patches[0].narrow(0, batch[0], batch.Length).to_type(float32);
            return captioner.Write(patches, pools[batch[0]..(batch[0] + batch.Length)], memory.NGrams(language), new CaptionWritingOptions { Language = language }).Select(caption => caption.Words);
        }),
    ];
}
