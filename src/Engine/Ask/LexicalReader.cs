using Rag.Engine.Retrieval;
using Rag.Files.Passages;
using Rag.Memory;

namespace Rag.Engine.Ask;

/// <summary>
/// The plain baseline every learned reader must beat: the sentence whose words (its heading's among them), and whose passage's words,
/// cover most of the question is the answer as a whole. A word weighs its idf; function words weigh nothing. A sentence that only
/// repeats the question is no answer, nor is the row that names a table's columns.
/// </summary>
public sealed class LexicalReader(IMemory memory, LexicalReaderOptions? options = null) : IReader
{
    /// <summary>The name it goes by on the command line and in answers.</summary>
    public const string Name = "lexical";

    private readonly LexicalReaderOptions _options = options ?? new();

    string IReader.Name => Name;

    /// <inheritdoc/>
    /// <remarks>An abstaining answer still cites what came closest.</remarks>
    public async ValueTask<Answer> ReadAsync(
        string question, IReadOnlyList<FoundPassage> passages, CancellationToken cancellationToken = default)
    {
        var words = await QuestionWords.OfAsync(question, memory, cancellationToken);
        return words.IsEmpty ? new Answer(question, null, 0, Name, []) : Read(question, words, passages);
    }

    private Answer Read(string question, QuestionWords words, IReadOnlyList<FoundPassage> passages)
    {
        var candidates = passages
            .SelectMany(passage => Candidates(passage, words))
            .OrderByDescending(candidate => candidate.Score) // stable: of equal scores the better passage's comes first
            .Take(_options.Citations).ToList();
        if (candidates.Count == 0) return new Answer(question, null, 0, Name, []);

        var best = candidates[0];
        return best.Score >= _options.Threshold
            ? new Answer(question, best.Text, best.Score, Name, candidates.FindAll(other => other.Score >= _options.CitationShare * best.Score))
            : new Answer(question, null, best.Score, Name, candidates);
    }

    private IEnumerable<Citation> Candidates(FoundPassage passage, QuestionWords words)
    {
        var item = passage.Item;
        var sentences = ItemSentences.Of(item);
        var ofPassage = words.Coverage(item.Heading + "\n" + item.Text);
        foreach (var sentence in sentences)
        {
            if (sentence.Kind == SentenceKind.HeaderRow || !words.IsAddedToBy(sentence.Text)) continue;
            var ofSentence = words.Coverage(sentence.Heading + "\n" + sentence.Text);
            if (ofSentence == 0) continue;
            var score = (1 - _options.PassageWeight) * ofSentence + _options.PassageWeight * ofPassage;
            yield return Citation.Of(passage, AnswerUnit.Around(sentences, sentence.Span), score);
        }
    }
}
