using Rag.Engine.Ask.Reading;
using Rag.Files.Documents;
using Rag.Files.Passages;
using Rag.Memory;

namespace Rag.Engine.Evaluation;

/// <summary>Perplexity by piece of a text that goes on.</summary>
/// <param name="Pieces">How many were foretold.</param>
/// <param name="On">With what a search among all that stands earlier in the text brings.</param>
/// <param name="Off">With a passage without a word.</param>
/// <param name="Shuffled">With what is brought for another place.</param>
public sealed record PerplexityFigures(int Pieces, double On, double Off, double Shuffled);

/// <summary>
/// What memory is to running text: the decoder goes on from some words of a book, with earlier passages of the book that share words with them.
/// It was taught to answer and not to write, so its perplexities are high; how they differ tells whether memory is read.
/// </summary>
public static class RunningTextEvaluation
{
    private const int Before = 24, After = 16; // words
    private const int Read = 3; // passages

    /// <param name="text">Of 20 passages or more.</param>
    /// <param name="places">Where it is left off and gone on from, spread over the second half.</param>
    public static async Task<PerplexityFigures> RunAsync(
        string text, Reader reader, int places, IProgress<EvaluationProgress>? progress = null, CancellationToken cancel = default)
    {
        var passages = new PassageSplitter().Split(new Document(text, [new Block(BlockKind.Paragraph, 0, text.Length)])).Select(passage => passage.Text).ToList();
        if (passages.Count < 20) throw new BadInputException("the text is too short: a book is wanted");
        await using var memory = new TemporaryMemory();
        await memory.FillAsync(passages.Select(passage => ((string?)null, passage)), cancellationToken: cancel);
        var asked = Math.Min(places, passages.Count / 2);
        var turns = new List<Turn>();
        for (var i = 0; i < asked; i++)
            turns.Add(await TurnAtAsync(passages, (passages.Count / 2) + (int)((long)i * (passages.Count / 2) / asked), memory.Store, cancel));
        RetrievedPassage[] nothing = [new(reader.Encode([new PassageText("")], cancellationToken: cancel)[0])];

        double on = 0, off = 0, shuffled = 0;
        var pieces = 0;
        foreach (var (i, turn) in turns.Index())
        {
            cancel.ThrowIfCancellationRequested();
            var without = reader.Score(turn.Begin, turn.Next, nothing);
            pieces += without.Count;
            off += without.Sum();
            on += reader.Score(turn.Begin, turn.Next, Encoded(turn)).Sum();
            shuffled += reader.Score(turn.Begin, turn.Next, Encoded(turns[(i + (asked / 2)) % asked])).Sum();
            progress?.Report(new EvaluationProgress(i + 1, asked));
        }
        return new PerplexityFigures(pieces, Perplexity(on), Perplexity(off), Perplexity(shuffled));

        double Perplexity(double logProbability) => Math.Exp(-logProbability / Math.Max(1, pieces));
        RetrievedPassage[] Encoded(Turn turn) =>
            [.. reader.Encode([.. turn.Found.Select(i => new PassageText(passages[i]))], cancellationToken: cancel).Select(states => new RetrievedPassage(states))];
    }

    // In the middle of a passage; nothing that stands there or later may be found.
    private static async ValueTask<Turn> TurnAtAsync(List<string> passages, int place, IMemory memory, CancellationToken cancellationToken)
    {
        var words = passages[place].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var middle = words.Length / 2;
        var begin = string.Join(' ', words[Math.Max(0, middle - Before)..middle]);
        var hits = await memory.SearchAsync(begin, passages.Count, cancellationToken);
        var found = hits.Select(hit => TemporaryMemory.IndexOf(hit.Item)).Where(i => i < place).Take(Read).ToList();
        return new Turn(begin, string.Join(' ', words[middle..Math.Min(words.Length, middle + After)]), found.Count > 0 ? found : [place - 1]);
    }

    private sealed record Turn(string Begin, string Next, IReadOnlyList<int> Found);
}
