using Rag.Files.Passages;

namespace Rag.Training.Reading.Data.Documentation;

/// <summary>
/// Where an answer stands in a document, told without the document's words: a rolling hash (Karp and Rabin, 1987) of its letters and
/// digits, by which it is found again where markup and space are read otherwise than when the question was written.
/// </summary>
/// <param name="Start">Where it began then, in UTF-16 units of the text as it is ingested.</param>
/// <param name="Letters">Letters and digits that it has; 0 where nothing answers the question, which was asked of what stands there.</param>
/// <param name="Fingerprint">Their hash.</param>
internal sealed record AnswerPlace(int Start, int Letters, uint Fingerprint)
{
    private const uint Base = 0x01000193;

    /// <summary>The place of a stretch.</summary>
    public static AnswerPlace Of(string text, TextSpan stretch)
    {
        var (letters, hash) = (0, 0u);
        for (var i = stretch.Start; i < stretch.End; i++)
        {
            if (!char.IsLetterOrDigit(text[i])) continue;
            hash = unchecked((hash * Base) + text[i]);
            letters++;
        }
        return new AnswerPlace(stretch.Start, letters, hash);
    }

    /// <summary>The stretch with these letters that is nearest to where it was, from its first to its last; null where there is none.</summary>
    public TextSpan? FindIn(string text)
    {
        var places = new List<int>(text.Length); // of all letters and digits
        var (hash, leaving, nearest) = (0u, 1u, (TextSpan?)null);
        for (var i = 1; i < Letters; i++) leaving = unchecked(leaving * Base); // what the first of them is multiplied by
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsLetterOrDigit(text[i])) continue;
            places.Add(i);
            if (places.Count > Letters) hash = unchecked(hash - (leaving * text[places[^(Letters + 1)]]));
            hash = unchecked((hash * Base) + text[i]);
            if (places.Count < Letters || hash != Fingerprint) continue;
            var found = new TextSpan(places[^Letters], i + 1);
            if (nearest is not { } other || Math.Abs(found.Start - Start) < Math.Abs(other.Start - Start)) nearest = found;
        }
        return nearest;
    }
}
