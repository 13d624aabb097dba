using Rag.Memory;

namespace Rag.Engine.Ask;

/// <summary>
/// The plain baseline every learned reader must beat: the sentence whose words, and whose passage's words, cover most of the
/// question is the answer as a whole. A word weighs its idf; function words weigh nothing.
/// </summary>
public sealed class LexicalReader(IMemory memory, LexicalReaderOptions? options = null)
{
    /// <summary>The name it goes by on the command line and in answers.</summary>
    public const string Name = "lexical";

    private readonly LexicalReaderOptions _options = options ?? new();

    /// <summary>
    /// Answers <paramref name="question"/> with the best sentence of <paramref name="passages"/> (best first), or abstains.
    /// An abstaining answer still cites what came closest.
    /// </summary>
    public Answer Read(string question, IReadOnlyList<Item> passages)
    {
        var weights = QuestionWords(question);
        var candidates = passages
            .SelectMany(passage => Candidates(passage, weights))
            .OrderByDescending(candidate => candidate.Score) // stable: of equal scores the better passage's comes first
            .Take(_options.Citations).ToList();
        if (candidates.Count == 0) return new Answer(question, null, 0, Name, []);

        var best = candidates[0];
        return best.Score >= _options.Threshold
            ? new Answer(question, best.Text, best.Score, Name, candidates.FindAll(other => other.Score >= _options.CitationShare * best.Score))
            : new Answer(question, null, best.Score, Name, candidates);
    }

    /// <summary>The words the question is about, each with its share of their idf.</summary>
    private Dictionary<string, double> QuestionWords(string question)
    {
        var text = FunctionWords.BlankChinese(question);
        var words = memory.Tokenizer.Tokenize(text).ToList();
        var content = words.Where(word => !FunctionWords.Contains(text[word.Start..word.End].ToLowerInvariant())).ToList();
        if (content.Count == 0) content = words; // "Who is it?": better its function words than nothing
        var idf = content.Select(word => word.Text).Distinct().ToDictionary(word => word, memory.InverseDocumentFrequency);
        var total = idf.Values.Sum();
        return idf.ToDictionary(word => word.Key, word => word.Value / total);
    }

    private IEnumerable<Citation> Candidates(Item passage, Dictionary<string, double> weights)
    {
        var ofPassage = Coverage(passage.Heading + "\n" + passage.Text, weights);
        foreach (var sentence in ItemSentences.Of(passage))
        {
            var text = passage.Text[sentence.Start..sentence.End];
            var ofSentence = Coverage(text, weights);
            if (ofSentence == 0) continue;
            var score = (1 - _options.PassageWeight) * ofSentence + _options.PassageWeight * ofPassage;
            yield return new Citation(
                passage.Source, passage.Start + sentence.Start, passage.Start + sentence.End, passage.Page, text, score);
        }
    }

    private double Coverage(string text, Dictionary<string, double> weights) =>
        memory.Tokenizer.Tokenize(text).Select(word => word.Text).Distinct().Sum(word => weights.GetValueOrDefault(word));
}
