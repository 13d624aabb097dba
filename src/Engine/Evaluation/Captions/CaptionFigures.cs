namespace Rag.Engine.Evaluation.Captions;

/// <summary>What is measured of captions that were written for a set of pictures.</summary>
/// <param name="Captions">How many were written.</param>
/// <param name="DistinctCaptions">How many of them differ: a model that says the same of many pictures scores well and tells nobody anything.</param>
/// <param name="DistinctWords">How many words they use.</param>
public sealed record CaptionFigures(int Captions, CaptionScores Scores, int DistinctCaptions, int DistinctWords)
{
    /// <param name="written">One or more.</param>
    /// <param name="references">What people wrote of each picture.</param>
    public static CaptionFigures Of(IReadOnlyList<string[]> written, IReadOnlyList<IReadOnlyList<string[]>> references) => new(
        written.Count,
        CaptionScores.Of([.. written.Zip(references, (words, ofPeople) => new JudgedCaption(words, ofPeople))]),
        written.Select(words => string.Join(' ', words)).Distinct().Count(),
        written.SelectMany(words => words).Distinct().Count());
}
