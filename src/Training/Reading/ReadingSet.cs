using Rag.Files.Passages;

namespace Rag.Training.Reading;

/// <summary>A stretch of text as ingestion would store it.</summary>
/// <param name="Heading">The headings it stands under; null or empty where there are none.</param>
public sealed record ReadingPassage(string Text, string? Heading = null);

/// <summary>A question, the passage that answers it, and passages that look as if they might.</summary>
/// <param name="Passage">Index of the passage that holds the answer; null where none does.</param>
/// <param name="Answers">Where answers stand in that passage's text, best first, in UTF-16 units; empty where there is none.</param>
/// <param name="Distractors">Indices of passages without the answer that a search would bring, likeliest first.</param>
/// <param name="Kind">How it came about (a data set's name, or the rule that made it), for statistics by kind.</param>
public sealed record ReadingQuestion(
    string Text, int? Passage, IReadOnlyList<TextSpan> Answers, IReadOnlyList<int> Distractors, string Kind);

/// <summary>Passages and questions over them: what a reader learns from, or is measured on.</summary>
public sealed record ReadingSet(IReadOnlyList<ReadingPassage> Passages, IReadOnlyList<ReadingQuestion> Questions);
