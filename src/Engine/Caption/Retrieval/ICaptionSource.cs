namespace Rag.Engine.Caption.Retrieval;

/// <summary>Captioned pictures that a captioner may look up: its memory.</summary>
public interface ICaptionSource
{
    /// <summary>The n-grams of its captions in a language.</summary>
    ValueTask<NGramSpace> NGramsAsync(CaptionLanguage language, CancellationToken cancellationToken = default);

    /// <summary>The captions of the pictures that are most like one.</summary>
    /// <param name="embedding">Of the picture, of length 1.</param>
    /// <returns>Null where there are none in that language.</returns>
    ValueTask<CaptionPool?> NearestAsync(
        ReadOnlyMemory<float> embedding, CaptionLanguage language, CancellationToken cancellationToken = default);
}
