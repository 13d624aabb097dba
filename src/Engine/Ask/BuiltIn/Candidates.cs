using Rag.Engine.Ask.Reading;
using Rag.Engine.Retrieval;
using Rag.Files.Passages;
using Rag.Memory;

namespace Rag.Engine.Ask.BuiltIn;

/// <summary>
/// The spans that are compared for a question: the reader's best over all passages, and its best of each sentence, so that a sentence
/// whose words or sense speak for it is among them where the reader's own scores do not. Questions and the rows that name a table's columns
/// are no answers.
/// </summary>
/// <param name="encoder">Tells how like a question sentences are; null where there are no embeddings.</param>
/// <param name="compared">Texts, the best by all else, whose likeness to the question is looked at: each is embedded for it.</param>
internal sealed class Candidates(Reader reader, IMemory memory, PassageEncoder? encoder, Judgement judgement, int compared = Candidates.MostCompared)
{
    /// <summary>Best spans of all that are looked at beside each sentence's.</summary>
    private const int Spans = 10;

    /// <summary>Texts that are compared with the question where likeness decides between them.</summary>
    internal const int MostCompared = 32;

    /// <summary>Each with its evidence, in no order.</summary>
    public async ValueTask<IReadOnlyList<Candidate>> OfAsync(
        string question, IReadOnlyList<RetrievedPassage> retrieved, IReadOnlyList<FoundPassage> passages,
        CancellationToken cancellationToken = default)
    {
        var reading = reader.Read(question, retrieved, new ReadingOptions { Spans = Spans });
        var words = await QuestionWords.OfAsync(question, memory, cancellationToken);
        var best = passages.Count == 0 ? 0 : passages.Max(passage => passage.Hit.Score);
        var found = passages.SelectMany((passage, i) => Of(i, passage, reading, words, best)).ToArray();
        if (encoder is null || compared == 0 || found.Length == 0) return found;

        var texts = found.OrderByDescending(candidate => judgement.Of(candidate.Evidence))
            .GroupBy(candidate => TextOf(candidate, passages[candidate.Span.Passage])).Take(MostCompared).ToArray();
        var asked = await encoder.EmbedAsync(question, cancellationToken);
        var vectors = await encoder.EmbedAsync([.. texts.Take(compared).Select(text => text.Key)], cancellationToken: cancellationToken);
        return [.. texts.Skip(compared).SelectMany(text => text), .. texts.Zip(vectors, (text, vector) => (Candidates: text, Likeness: PassageEncoder.Cosine(asked.Span, vector.Span)))
            .SelectMany(text => text.Candidates.Select(candidate => candidate with { Evidence = candidate.Evidence with { Likeness = text.Likeness } }))];
    }

    private static IEnumerable<Candidate> Of(int index, FoundPassage passage, Reading.Reading reading, QuestionWords words, double best)
    {
        var sentences = ItemSentences.Of(passage.Item);
        var answering = sentences.Where(sentence => !AnswerUnit.AnswersNothing(sentence));
        var spans = reading.Spans.Where(span => span.Passage == index && !sentences.Any(sentence => sentence.Kind == SentenceKind.HeaderRow && Holds(sentence, span)))
            .Concat(answering.Select(sentence => reading.Within(index, sentence.Span.Start, sentence.Span.End)).OfType<ReadSpan>())
            .Where(span => span.End > span.Start)
            .DistinctBy(span => (span.Start, span.End));
        foreach (var span in spans)
        {
            var shown = AnswerUnit.Around(sentences, new TextSpan(span.Start, span.End));
            var heading = sentences.FirstOrDefault(sentence => Holds(sentence, span))?.Heading ?? passage.Item.Heading;
            yield return new Candidate(span, shown, new SpanEvidence(
                span.Score,
                span.Score - reading.Passages[index].NullScore,
                passage.Hit.Score - best,
                0,
                words.Coverage($"{heading}\n{passage.Item.Text[shown.Start..shown.End]}")));
        }
    }

    private static string TextOf(Candidate candidate, FoundPassage passage)
    {
        var text = passage.Item.Text[candidate.Shown.Start..candidate.Shown.End];
        return passage.Item.Heading is { Length: > 0 } heading ? $"{heading} {text}" : text;
    }

    private static bool Holds(ItemSentence sentence, ReadSpan span) => sentence.Span.Start <= span.Start && span.Start < sentence.Span.End;
}
