using Rag.Engine.Evaluation;
using Rag.Memory;

namespace Rag.Training.Reading.Data;

/// <summary>
/// Finds for each question the passages that a search by words brings though they do not answer it: with random ones in their place
/// a reader learns to tell subjects apart, not answers.
/// </summary>
internal static class Distractors
{
    /// <summary>Distractors of a question at most.</summary>
    public const int Most = 8;

    /// <summary>Hits looked through: enough that some are of the same article.</summary>
    private const int Hits = 40;

    /// <summary>The draft with its distractors; half of them are of the question's article where a search brings so many.</summary>
    public static async Task<ReadingSet> FindAsync(ReadingDraft draft, CancellationToken cancellationToken = default)
    {
        await using var memory = new TemporaryMemory(new MemoryOptions { K1 = 1.2, B = 0.75 });
        await memory.FillAsync(draft.Passages.Select(passage => (passage.Heading, passage.Text)), cancellationToken: cancellationToken);
        var questions = new ReadingQuestion[draft.Questions.Count];
        await Parallel.ForAsync(0, questions.Length, cancellationToken, async (i, cancel) =>
        {
            var question = draft.Questions[i];
            var found = (await memory.Store.SearchAsync(question.Text, Hits, cancel)).Select(hit => TemporaryMemory.IndexOf(hit.Item));
            var passage = question.Answers.Count > 0 ? question.Passage : null;
            var distractors = Choose(draft, question, [.. found]);
            questions[i] = new ReadingQuestion(question.Text, passage, question.Answers, distractors, question.Kind);
        });
        return Referenced(draft.Passages, questions);
    }

    /// <summary>Without the passages that no question has anything to do with.</summary>
    private static ReadingSet Referenced(IReadOnlyList<ReadingPassage> passages, ReadingQuestion[] questions)
    {
        var kept = questions.SelectMany(question => question.Distractors)
            .Union(questions.Select(question => question.Passage).OfType<int>()).Order().ToArray();
        var places = kept.Index().ToDictionary(place => place.Item, place => place.Index);
        return new ReadingSet(
            [.. kept.Select(passage => passages[passage])],
            [.. questions.Select(question => question with
            {
                Passage = question.Passage is { } gold ? places[gold] : null,
                Distractors = [.. question.Distractors.Select(distractor => places[distractor])],
            })]);
    }

    private static IReadOnlyList<int> Choose(ReadingDraft draft, DraftQuestion question, int[] found)
    {
        string[] answers = [.. question.Answers.Select(span => draft.Passages[question.Passage!.Value].Text[span.Start..span.End])];
        var article = question.Passage is { } gold ? draft.Articles[gold] : null;
        var wrong = found.Where(i => i != question.Passage && !MayAnswer(draft.Passages[i])).ToArray();
        var near = wrong.Where(i => draft.Articles[i] == article).Take(Most / 2).ToHashSet();
        var far = wrong.Where(i => !near.Contains(i)).Take(Most - near.Count).ToHashSet();
        var chosen = wrong.Where(i => near.Contains(i) || far.Contains(i));
        return question is { Answers.Count: 0, Passage: { } asked } ? [asked, .. chosen.Take(Most - 1)] : [.. chosen];

        bool MayAnswer(ReadingPassage passage) => answers.Length > 0
            ? answers.Any(answer => Holds(passage.Text, answer)) && (question.Subject is null || IsAbout(passage, question.Subject))
            : question.Subject is not null && IsAbout(passage, question.Subject);
    }

    private static bool IsAbout(ReadingPassage passage, string subject) => Holds(passage.Text, subject) || Holds(passage.Heading, subject);

    private static bool Holds(string? text, string part) => text?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;
}
