namespace Rag.Engine.Caption.Retrieval;

/// <summary>Captioned pictures that a captioner may look up: its memory.</summary>
public interface ICaptionSource
{
    /// <summary>The n-grams of its captions in a language.</summary>
    NGramSpace NGrams(CaptionLanguage language);

    /// <summary>The captions of the pictures that are most like one.</summary>
    /// <param name="embedding">Of the picture, of length 1.</param>
    /// <returns>Null where there are none in that language.</returns>
    CaptionPool? Nearest(ReadOnlySpan<float> embedding, CaptionLanguage language);
}
