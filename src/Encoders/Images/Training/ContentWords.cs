using System.Text.RegularExpressions;

namespace Rag.Encoders.Images.Training;

/// <summary>The words that captions name things by: what many pictures share, without articles, prepositions and the like.</summary>
internal sealed partial class ContentWords
{
    private static readonly HashSet<string> _functionWords =
    [
        "a", "about", "above", "after", "against", "all", "along", "also", "an", "and", "another", "are", "around", "as", "at", "away", "be", "been", "before",
        "behind", "being", "below", "beside", "between", "by", "can", "down", "each", "for", "from", "get", "getting", "gets", "has", "have", "having", "he",
        "her", "his", "in", "inside", "into", "is", "it", "its", "near", "next", "of", "off", "on", "one", "onto", "or", "other", "out", "outside", "over",
        "s", "she", "some", "something", "that", "the", "their", "them", "there", "they", "this", "three", "through", "to", "together", "toward", "towards",
        "two", "under", "up", "very", "was", "where", "which", "while", "who", "with", "what", "are", "does", "not", "than", "so", "very", "t",
    ];

    private readonly Dictionary<string, int> _numbers;

    private ContentWords(Dictionary<string, int> numbers, float[] frequencies) => (_numbers, Frequencies) = (numbers, frequencies);

    /// <summary>The share of pictures that each word is said of.</summary>
    public IReadOnlyList<float> Frequencies { get; }

    /// <summary>The words of at least <paramref name="least"/> pictures.</summary>
    public static ContentWords Of(IReadOnlyList<CaptionedPicture> pictures, int least)
    {
        var counts = new Dictionary<string, int>();
        foreach (var word in pictures.SelectMany(picture => picture.Captions.SelectMany(Words).Distinct())) counts[word] = counts.GetValueOrDefault(word) + 1;
        string[] kept = [.. counts.Where(count => count.Value >= least && !_functionWords.Contains(count.Key)).Select(count => count.Key).Order(StringComparer.Ordinal)];
        return new ContentWords(
            kept.Index().ToDictionary(word => word.Item, word => word.Index),
            [.. kept.Select(word => (float)counts[word] / pictures.Count)]);
    }

    /// <summary>How surely each word is to be said of a picture: min(1, 2.5 times the share of its captions that say it).</summary>
    public void Targets(CaptionedPicture picture, Span<float> targets)
    {
        targets.Clear();
        foreach (var word in picture.Captions.SelectMany(caption => Words(caption).Distinct()))
        {
            if (_numbers.TryGetValue(word, out var number)) targets[number] += 2.5f / picture.Captions.Count;
        }
        foreach (ref var target in targets) target = Math.Min(1, target);
    }

    private static IEnumerable<string> Words(string caption) => WordPattern().Matches(caption).Select(match => match.Value.ToLowerInvariant());

    [GeneratedRegex("[A-Za-z]+")]
    private static partial Regex WordPattern();
}
