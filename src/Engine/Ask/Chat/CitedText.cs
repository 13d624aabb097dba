using System.Text;
using System.Text.RegularExpressions;
using Rag.Engine.Retrieval;
using Rag.Files;
using Rag.Files.Passages;
using Rag.Memory.Words;

namespace Rag.Engine.Ask.Chat;

/// <summary>A written answer whose numbered citations were checked: each sentence against the passages it names.</summary>
/// <param name="Text">The answer; its numbers count <paramref name="Citations"/>, and those that support nothing are gone.</param>
/// <param name="Dropped">Citations that were taken out.</param>
/// <param name="Supported">Share of the sentences that a passage supports.</param>
internal sealed partial record CitedText(string Text, IReadOnlyList<Citation> Citations, int Dropped, double Supported)
{
    /// <param name="support">Share of a sentence's words that must stand in the passage.</param>
    public static CitedText Check(string written, IReadOnlyList<FoundPassage> passages, WordTokenizer tokenizer, double support)
    {
        var (text, citations, dropped, supported, sentences) = (new StringBuilder(), new List<Citation>(), 0, 0, 0);
        foreach (Match part in Cited().Matches(written))
        {
            var sentence = part.Groups["text"].Value;
            text.Append(sentence);
            if (!sentence.Any(char.IsLetterOrDigit) && part.Groups["number"].Length == 0)
            {
                text.Append(part.Groups["numbers"].Value);
                continue;
            }
            sentences++;
            var (before, words) = (supported, WordsOf(LastSentence(sentence), tokenizer));
            foreach (Capture number in part.Groups["number"].Captures)
            {
                var passage = int.TryParse(number.Value, out var place) && place >= 1 && place <= passages.Count ? passages[place - 1] : null;
                var (share, span) = passage is null ? default : Support(words, passage, tokenizer);
                if (passage is null || share < support)
                {
                    dropped++;
                    continue;
                }
                supported = before + 1;
                var citation = Citation.Of(passage, span, share);
                var known = citations.FindIndex(other => (other.Source, other.Start) == (citation.Source, citation.Start));
                if (known < 0) citations.Add(citation);
                text.Append($"[{(known < 0 ? citations.Count : known + 1)}]");
            }
        }
        return new CitedText(text.ToString().Trim(), citations, dropped, sentences == 0 ? 0 : (double)supported / sentences);
    }

    /// <summary>The share of the words that stand in a passage, and the sentence that has most of them; nothing where a number is missing.</summary>
    private static (double Share, TextSpan Span) Support(HashSet<string> words, FoundPassage passage, WordTokenizer tokenizer)
    {
        var held = tokenizer.Tokenize($"{passage.Item.Heading}\n{passage.Item.Text}").Select(word => word.Text).ToHashSet();
        var sentences = ItemSentences.Of(passage.Item);
        if (words.Count == 0 || sentences.Count == 0 || words.Any(word => char.IsAsciiDigit(word[0]) && !held.Contains(word))) return default;
        var best = sentences.MaxBy(sentence => tokenizer.Tokenize(sentence.Text).Select(word => word.Text).Distinct().Count(words.Contains))!;
        // Another script shares no words; what can be compared then are the numbers.
        var share = words.Any(word => Cjk.IsHan(word[0])) != held.Any(word => Cjk.IsHan(word[0])) ? 1 : (double)words.Count(held.Contains) / words.Count;
        return (share, AnswerUnit.Around(sentences, best.Span));
    }

    private static HashSet<string> WordsOf(string text, WordTokenizer tokenizer) =>
        [.. tokenizer.Tokenize(text).Where(word => !FunctionWords.Contains(text[word.Start..word.End].ToLowerInvariant())).Select(word => word.Text)];

    private static string LastSentence(string text) => Sentences.Find(text) is [.., var last] ? text[last.Start..last.End] : text;

    [GeneratedRegex(@"(?<text>[^\[]*(?:\[(?!\d+\])[^\[]*)*)(?<numbers>(?:\[(?<number>\d+)\](?:\s*(?=\[\d+\]))?)*)")]
    private static partial Regex Cited();
}
