using Rag.Files.Passages;

namespace Rag.Training.Reading.Data;

/// <summary>Passages of one collection and questions over them, before anyone has searched for what looks like an answer.</summary>
internal sealed class ReadingDraft
{
    private readonly List<ReadingPassage> _passages = [];
    private readonly List<string> _articles = [];
    private readonly List<DraftQuestion> _questions = [];

    public IReadOnlyList<ReadingPassage> Passages => _passages;

    /// <summary>Of each passage the article or document it is a part of.</summary>
    public IReadOnlyList<string> Articles => _articles;

    public IReadOnlyList<DraftQuestion> Questions => _questions;

    /// <summary>The index of the new passage.</summary>
    public int Add(string text, string? heading, string article)
    {
        _passages.Add(new ReadingPassage(text, heading));
        _articles.Add(article);
        return _passages.Count - 1;
    }

    public void Ask(DraftQuestion question) => _questions.Add(question);
}

/// <summary>A question without its distractors.</summary>
/// <param name="Text">What is asked.</param>
/// <param name="Passage">The passage that answers it or, where <paramref name="Answers"/> is empty, that it was asked of.</param>
/// <param name="Answers">Where the answers stand in that passage, best first; empty where nothing answers it.</param>
/// <param name="Kind">See <see cref="ReadingQuestion.Kind"/>.</param>
/// <param name="Subject">
/// What the question is about, such as an option's name, where the answer is one that stands in many places ("true"): only with it
/// does another passage answer the question. Where nothing answers it, what was put into it: a passage that has it might.
/// </param>
internal sealed record DraftQuestion(string Text, int? Passage, IReadOnlyList<TextSpan> Answers, string Kind, string? Subject = null);
