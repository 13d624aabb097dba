using Rag.Engine.Ask.Reading;
using Rag.Engine.Retrieval;
using Rag.Files.Passages;
using Rag.Memory;

namespace Rag.Engine.Ask.BuiltIn;

/// <summary>
/// Answers by the reader that comes with Rag. Its spans choose between the passages; the answer is the best of them, word for word, or
/// what the gated decoder writes, cited by where its pointer points.
/// </summary>
/// <param name="reader">The caller disposes of it.</param>
/// <param name="judgement">How its answers are chosen and judged.</param>
/// <param name="encoder">The collection's, by which sentences are compared with the question too; null for one without embeddings.</param>
public sealed class BuiltInReader(Reader reader, Judgement judgement, IMemory memory, PassageEncoder? encoder = null, BuiltInReaderOptions? options = null) : IReader
{
    /// <summary>The name it goes by where the decoder writes.</summary>
    public const string Name = "built-in";

    /// <summary>The name it goes by where the best span is the answer.</summary>
    public const string SpanName = "span";

    /// <summary>Share of a question's shingles, of so many or more, that make a passage repeat it.</summary>
    private const double Echo = 0.8;
    private const int LeastEcho = 3;

    private readonly BuiltInReaderOptions _options = options ?? new();
    private readonly StatesSource _states = new(reader, memory);
    private readonly Candidates _candidates = new(reader, memory, encoder, judgement, judgement.ComparedTexts);

    string IReader.Name => _options.Writes ? Name : SpanName;

    /// <inheritdoc/>
    public async ValueTask<Answer> ReadAsync(
        string question, IReadOnlyList<FoundPassage> passages, CancellationToken cancellationToken = default)
    {
        var name = ((IReader)this).Name;
        var retrieved = await RetrievedAsync(passages, cancellationToken);
        var candidates = Ranked(await _candidates.OfAsync(question, retrieved, passages, cancellationToken), question, passages);
        if (candidates.Count == 0) return new Answer(question, null, 0, name, []);

        var best = candidates[0];
        var sure = judgement.Of(Evidence(candidates, judgement, passages));
        var weights = Weights(candidates, passages);
        List<Citation> citations = [.. candidates.Select(candidate => Cite(candidate, passages)).DistinctBy(citation => (citation.Source, citation.Start)).Take(_options.Citations)];
        if (sure < (_options.Threshold ?? judgement.Threshold)) return new Answer(question, null, sure, name, citations) { Weights = weights };
        if (!_options.Writes)
            return new Answer(question, Text(best, passages[best.Span.Passage]), sure, name, citations) { Weights = weights };

        var writing = reader.Write(question, retrieved, new WritingOptions { Gate = _options.Gate, FollowsSpans = _options.FollowsSpans });
        return writing.Text.Length == 0
            ? new Answer(question, null, 0, name, citations) { Gates = writing.Gates }
            : new Answer(question, writing.Text, sure, name, [Cite(writing, passages)])
            {
                Gates = writing.Gates,
                Weights = BySource(passages, (passage, i) => writing.PassageWeights[i]),
            };
    }

    /// <summary>What it chooses between, with all evidence, whether it is read or not.</summary>
    internal async ValueTask<IReadOnlyList<Candidate>> ConsiderAsync(
        string question, IReadOnlyList<FoundPassage> passages, CancellationToken cancellationToken = default) =>
        await new Candidates(reader, memory, encoder, judgement).OfAsync(
            question, await RetrievedAsync(passages, cancellationToken), passages, cancellationToken);

    private async ValueTask<IReadOnlyList<RetrievedPassage>> RetrievedAsync(
        IReadOnlyList<FoundPassage> passages, CancellationToken cancellationToken)
    {
        var states = await _states.OfAsync([.. passages.Select(passage => passage.Item)], cancellationToken);
        return [.. states.Zip(passages, (own, passage) => new RetrievedPassage(own, passage.Hit.Cosine ?? 0))];
    }

    /// <summary>Best first.</summary>
    private List<Candidate> Ranked(IReadOnlyList<Candidate> candidates, string question, IReadOnlyList<FoundPassage> passages)
    {
        var asked = Shingles.Of(question, memory.Tokenizer);
        bool[] echoes = [.. passages.Select(passage =>
            asked.Count >= LeastEcho && Shingles.Containment(asked, Shingles.Of(passage.Item.Text, memory.Tokenizer)) >= Echo)];
        return [.. candidates.OrderByDescending(candidate => judgement.Of(candidate.Evidence) - (echoes[candidate.Span.Passage] ? _options.EchoPenalty : 0))];
    }

    /// <param name="candidates">Best first.</param>
    internal static AnswerEvidence Evidence(IReadOnlyList<Candidate> candidates, Judgement judgement, IReadOnlyList<FoundPassage> passages)
    {
        var best = candidates[0];
        var next = candidates.FirstOrDefault(other => other.Span.Passage != best.Span.Passage || other.Shown != best.Shown);
        return new AnswerEvidence(
            best.Evidence,
            next is null ? 0 : Math.Max(0, judgement.Of(best.Evidence) - judgement.Of(next.Evidence)),
            Math.Log(Math.Max(best.Span.Probability, 1e-9)),
            passages[best.Span.Passage].Hit.Cosine ?? 0);
    }

    /// <summary>The span, or what belongs to it where it asks or announces instead of answering.</summary>
    internal static string Text(Candidate candidate, FoundPassage passage)
    {
        var (item, place) = (passage.Item, new TextSpan(candidate.Span.Start, candidate.Span.End));
        var answers = ItemSentences.Of(item).Any(sentence => sentence.Span.Start <= place.Start && place.End <= sentence.Span.End
            && !AnswerUnit.IsQuestion(sentence) && !(AnswerUnit.Announces(sentence) && place.End >= sentence.Span.End - 1));
        var shown = answers ? place : candidate.Shown;
        return item.Text[shown.Start..shown.End].Trim();
    }

    private static Citation Cite(Candidate candidate, IReadOnlyList<FoundPassage> passages) =>
        Citation.Of(passages[candidate.Span.Passage], candidate.Shown, candidate.Span.Probability);

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
    private static Dictionary<string, double> Weights(IReadOnlyList<Candidate> candidates, IReadOnlyList<FoundPassage> passages) => BySource(
        passages, (_, i) => candidates.Where(candidate => candidate.Span.Passage == i).Sum(candidate => candidate.Span.Probability));

    private static Dictionary<string, double> BySource(IReadOnlyList<FoundPassage> passages, Func<FoundPassage, int, double> weight) => passages
        .Select((passage, i) => (passage.Item.Source, Weight: weight(passage, i)))
        .GroupBy(passage => passage.Source, passage => passage.Weight)
        .ToDictionary(source => source.Key, source => source.Sum());
}
