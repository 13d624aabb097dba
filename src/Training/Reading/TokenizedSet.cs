using Rag.Encoders.Text.Tokenizers;
using Rag.Engine.Ask.Reading;

namespace Rag.Training.Reading;

/// <summary>A question as the reader learns from it.</summary>
/// <param name="Passage">The passage that answers it, or that might have; the first of its wrong ones otherwise.</param>
/// <param name="Span">First and last token of the answer in it; null where nothing answers.</param>
/// <param name="Answer">The answer's text, which no wrong passage may hold; null where nothing answers.</param>
/// <param name="Distractors">Passages that do not answer.</param>
internal sealed record TokenizedQuestion(ReaderTokens Tokens, int Passage, (int First, int Last)? Span, string? Answer, int[] Distractors);

/// <summary>A reading set in tokens.</summary>
internal sealed class TokenizedSet
{
    /// <param name="length">Pieces of a passage; questions answered behind them are left out.</param>
    public TokenizedSet(ReadingSet set, Tokenizer tokenizer, int length, int questionLength)
    {
        Texts = [.. set.Passages.Select(passage => passage.Text)];
        Passages = [.. set.Passages.AsParallel().AsOrdered().Select(passage => ReaderTokens.OfPassage(tokenizer, new PassageText(passage.Text, passage.Heading), length))];
        Questions = [.. set.Questions.AsParallel().AsOrdered().Select(question => Of(question, tokenizer, questionLength)).OfType<TokenizedQuestion>()];
    }

    public IReadOnlyList<string> Texts { get; }

    public IReadOnlyList<ReaderTokens> Passages { get; }

    public IReadOnlyList<TokenizedQuestion> Questions { get; }

    private TokenizedQuestion? Of(ReadingQuestion question, Tokenizer tokenizer, int length)
    {
        var tokens = ReaderTokens.OfQuestion(tokenizer, question.Text, length);
        if (question.Passage is not { } passage || question.Answers is not [var answer, ..])
            return question.Distractors is [var nearest, ..] ? new TokenizedQuestion(tokens, nearest, null, null, [.. question.Distractors.Skip(1)]) : null;
        return Passages[passage].Find(answer.Start, answer.End) is { } span
            ? new TokenizedQuestion(tokens, passage, span, Texts[passage][answer.Start..answer.End], [.. question.Distractors])
            : null;
    }
}
