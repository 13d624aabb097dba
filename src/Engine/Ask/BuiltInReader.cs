using Rag.Engine.Ask.Reading;
using Rag.Files.Passages;
using Rag.Memory;

namespace Rag.Engine.Ask;

/// <summary>
/// Answers by the reader that comes with Rag. Its spans choose between the passages; the answer is the best of them, word for word, or
/// what the gated decoder writes, cited by where its pointer points.
/// </summary>
/// <param name="reader">The caller disposes of it.</param>
/// <param name="confidence">How its answers are judged.</param>
public sealed class BuiltInReader(Reader reader, Confidence confidence, IMemory memory, BuiltInReaderOptions? options = null) : IReader
{
    /// <summary>The name it goes by where the decoder writes.</summary>
    public const string Name = "built-in";

    /// <summary>The name it goes by where the best span is the answer.</summary>
    public const string SpanName = "span";

    /// <summary>Spans that are compared.</summary>
    private const int Spans = 20;

    /// <summary>Share of a question's shingles, of so many or more, that make a passage repeat it.</summary>
    private const double Echo = 0.8;
    private const int LeastEcho = 3;

    private readonly BuiltInReaderOptions _options = options ?? new();
    private readonly StatesSource _states = new(reader, memory);

    string IReader.Name => _options.Writes ? Name : SpanName;

    /// <inheritdoc/>
    public ValueTask<Answer> ReadAsync(string question, IReadOnlyList<FoundPassage> passages, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Read(question, passages, cancellationToken));

    /// <summary>What speaks for the answer that it would give, and that answer; null where no passage holds a word.</summary>
    internal (AnswerEvidence Evidence, string Text)? Judge(string question, IReadOnlyList<FoundPassage> passages) =>
        Candidates(question, Retrieved(passages, default), passages) is { Count: > 0 } candidates
            ? (Evidence(candidates), Text(candidates[0].Span, passages[candidates[0].Span.Passage]))
            : null;

    private Answer Read(string question, IReadOnlyList<FoundPassage> passages, CancellationToken cancellationToken)
    {
        var name = ((IReader)this).Name;
        var retrieved = Retrieved(passages, cancellationToken);
        var candidates = Candidates(question, retrieved, passages);
        if (candidates.Count == 0) return new Answer(question, null, 0, name, []);

        var sure = confidence.Of(Evidence(candidates));
        var weights = Weights(candidates, passages);
        List<Citation> citations = [.. candidates.Select(candidate => Cite(candidate, passages)).DistinctBy(citation => (citation.Source, citation.Start)).Take(_options.Citations)];
        if (sure < (_options.Threshold ?? confidence.Threshold)) return new Answer(question, null, sure, name, citations) { Weights = weights };
        if (!_options.Writes)
            return new Answer(question, Text(candidates[0].Span, passages[candidates[0].Span.Passage]), sure, name, citations) { Weights = weights };

        var writing = reader.Write(question, retrieved, new WritingOptions { Gate = _options.Gate, FollowsSpans = _options.FollowsSpans });
        return writing.Text.Length == 0
            ? new Answer(question, null, 0, name, citations) { Gates = writing.Gates }
            : new Answer(question, writing.Text, sure, name, [Cite(writing, passages)])
            {
                Gates = writing.Gates,
                Weights = BySource(passages, (passage, i) => writing.PassageWeights[i]),
            };
    }

    private IReadOnlyList<RetrievedPassage> Retrieved(IReadOnlyList<FoundPassage> passages, CancellationToken cancellationToken) =>
        [.. _states.Of([.. passages.Select(passage => passage.Item)], cancellationToken).Zip(passages, (states, passage) => new RetrievedPassage(states, passage.Hit.Cosine ?? 0))];

    /// <summary>Spans by how they compare over all passages, best first.</summary>
    private List<Candidate> Candidates(string question, IReadOnlyList<RetrievedPassage> retrieved, IReadOnlyList<FoundPassage> passages)
    {
        var reading = reader.Read(question, retrieved, new ReadingOptions { Spans = Spans });
        var asked = Shingles.Of(question, memory.Tokenizer);
        bool[] echoes = [.. passages.Select(passage =>
            asked.Count >= LeastEcho && Shingles.Containment(asked, Shingles.Of(passage.Item.Text, memory.Tokenizer)) >= Echo)];
        return [.. reading.Spans
            .Where(span => span.End > span.Start)
            .Select(span => new Candidate(
                span, span.Score - reading.Passages[span.Passage].NullScore, passages[span.Passage].Hit,
                (_options.RetrievalWeight * passages[span.Passage].Hit.Score) - (echoes[span.Passage] ? _options.EchoPenalty : 0)))
            .OrderByDescending(candidate => candidate.Choice)];
    }

    private static AnswerEvidence Evidence(List<Candidate> candidates)
    {
        var best = candidates[0];
        var next = candidates.Find(other => other.Span.Passage != best.Span.Passage);
        return new AnswerEvidence(best.AboveNull, next is null ? 0 : best.Choice - next.Choice, Math.Log(Math.Max(best.Span.Probability, 1e-9)), best.Hit.Cosine ?? 0);
    }

    /// <summary>The span, or what belongs to it where it asks or announces instead of answering.</summary>
    private static string Text(ReadSpan span, FoundPassage passage)
    {
        var (item, place) = (passage.Item, new TextSpan(span.Start, span.End));
        var sentences = ItemSentences.Of(item);
        var unit = AnswerUnit.Around(sentences, place);
        var answers = sentences.Any(sentence => sentence.Span.Start <= place.Start && place.End <= sentence.Span.End
            && !AnswerUnit.IsQuestion(sentence) && !(AnswerUnit.Announces(sentence) && place.End >= sentence.Span.End - 1));
        var shown = answers || unit == place ? place : unit;
        return item.Text[shown.Start..shown.End].Trim();
    }

    private static Citation Cite(Candidate candidate, IReadOnlyList<FoundPassage> passages)
    {
        var passage = passages[candidate.Span.Passage];
        return Citation.Of(passage, AnswerUnit.Around(ItemSentences.Of(passage.Item), new TextSpan(candidate.Span.Start, candidate.Span.End)), candidate.Span.Probability);
    }

    // The passage that the pointer points at most, and there from the first to the last piece that stands in one stretch.
    private static Citation Cite(Writing writing, IReadOnlyList<FoundPassage> passages)
    {
        var most = Enumerable.Range(0, passages.Count).MaxBy(i => writing.PassageWeights[i]);
        var pieces = writing.Pieces.Where(piece => piece.Passage == most && piece.End > piece.Start).ToList();
        if (pieces.Count == 0) pieces = [.. writing.Pieces];
        var passage = passages[pieces[0].Passage];
        var (start, end) = (pieces[0].Start, pieces[0].End);
        foreach (var piece in pieces)
        {
            if (piece.Start >= start && piece.Start <= end + 1) end = Math.Max(end, piece.End);
        }
        return Citation.Of(passage, AnswerUnit.Around(ItemSentences.Of(passage.Item), new TextSpan(start, Math.Max(end, start + 1))), Math.Clamp(writing.PassageWeights[most], 0, 1));
    }

    /// <summary>The spans' probability by source.</summary>
    private static Dictionary<string, double> Weights(List<Candidate> candidates, IReadOnlyList<FoundPassage> passages) => BySource(
        passages, (_, i) => candidates.Where(candidate => candidate.Span.Passage == i).Sum(candidate => candidate.Span.Probability));

    private static Dictionary<string, double> BySource(IReadOnlyList<FoundPassage> passages, Func<FoundPassage, int, double> weight) => passages
        .Select((passage, i) => (passage.Item.Source, Weight: weight(passage, i)))
        .GroupBy(passage => passage.Source, passage => passage.Weight)
        .ToDictionary(source => source.Key, source => source.Sum());

    /// <param name="AboveNull">The span's score less that of "not here".</param>
    /// <param name="Standing">What its passage counts beside that.</param>
    private sealed record Candidate(ReadSpan Span, double AboveNull, Hit Hit, double Standing)
    {
        public double Choice => AboveNull + Standing;
    }
}
