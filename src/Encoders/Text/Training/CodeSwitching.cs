using Rag.Encoders.DataSets;

namespace Rag.Encoders.Text.Training;

/// <summary>
/// Replaces words of English sentences by Chinese ones (Qin et al., "CoSDA-ML", 2020): what the mixed sentence means is known, namely
/// what the English one meant, so Chinese words are learned in context without translated text.
/// </summary>
public sealed class CodeSwitching
{
    private const int Choices = 2; // the commonest Chinese words for an English one

    private readonly Dictionary<string, string[][]> _words; // English word -> (simplified, traditional) of each choice

    /// <param name="frequency">How often a character is written, which tells common words from rare ones.</param>
    public CodeSwitching(IEnumerable<DictionaryEntry> dictionary, IReadOnlyDictionary<char, int> frequency)
    {
        _words = dictionary
            .SelectMany(entry => entry.Glosses.Select((gloss, order) => (Entry: entry, Order: order, Word: Plain(gloss))))
            .Where(gloss => gloss.Word.Length > 0)
            .GroupBy(gloss => gloss.Word)
            .ToDictionary(
                word => word.Key,
                word => word.OrderBy(gloss => gloss.Order).ThenByDescending(gloss => gloss.Entry.Simplified.Min(c => frequency.GetValueOrDefault(c)))
                    .Take(Choices).Select(gloss => new[] { gloss.Entry.Simplified, gloss.Entry.Traditional }).ToArray());
    }

    /// <summary>The sentence with about <paramref name="share"/> of the words that the dictionary has in Chinese.</summary>
    /// <param name="traditional">Whether in traditional characters.</param>
    public string Mix(string sentence, double share, bool traditional, Random random)
    {
        var words = sentence.Split(' ');
        for (var i = 0; i < words.Length; i++)
        {
            var bare = words[i].Trim('.', ',', '?', '!', ';', ':', '"', '(', ')').ToLowerInvariant();
            if (Find(bare) is { } choices && random.NextDouble() < share) words[i] = choices[random.Next(choices.Length)][traditional ? 1 : 0];
        }
        return string.Join(' ', words);
    }

    private string[][]? Find(string word) =>
        _words.GetValueOrDefault(word) ?? (word.EndsWith('s') ? _words.GetValueOrDefault(word[..^1]) : null);

    // A gloss of one word, without the article or the "to" of a verb.
    private static string Plain(string gloss)
    {
        foreach (var before in new[] { "to ", "a ", "an ", "the " })
        {
            if (gloss.StartsWith(before, StringComparison.Ordinal)) gloss = gloss[before.Length..];
        }
        return gloss.All(char.IsAsciiLetter) ? gloss.ToLowerInvariant() : "";
    }
}
