using Rag.Engine.Ask;

namespace Rag.Engine.Evaluation;

/// <summary>How one question over documents fared.</summary>
/// <param name="IsRight">An accepted answer is contained in the answer or its first citation, folded; of a question without one: it abstained.</param>
public sealed record DocumentOutcome(DocumentQuestion Question, Answer Answer, bool IsRight);

/// <summary>Asks questions over documents, end to end, and tells which answers are right.</summary>
public static class DocumentEvaluation
{
    /// <summary>Asks every question.</summary>
    /// <param name="engine">Over the documents.</param>
    public static async Task<IReadOnlyList<DocumentOutcome>> RunAsync(
        RagEngine engine, IReadOnlyList<DocumentQuestion> questions, AskOptions? options = null, Action<int, int>? report = null, CancellationToken cancel = default)
    {
        var outcomes = new List<DocumentOutcome>();
        foreach (var question in questions)
        {
            var answer = await engine.AskAsync(question.Question, options, cancel);
            outcomes.Add(new DocumentOutcome(question, answer, IsRight(question, answer)));
            report?.Invoke(outcomes.Count, questions.Count);
        }
        return outcomes;
    }

    /// <summary>Whether an answer is right; see <see cref="DocumentOutcome"/>.</summary>
    public static bool IsRight(DocumentQuestion question, Answer answer)
    {
        if (answer.Abstained || question.Answers.Count == 0) return answer.Abstained && question.Answers.Count == 0;
        return Holds(question, [answer.Text!, answer.Citations is [var first, ..] ? first.Text : ""]);
    }

    /// <summary>Whether an accepted answer stands in one of some texts.</summary>
    internal static bool Holds(DocumentQuestion question, IEnumerable<string> texts)
    {
        string[] shown = [.. texts.Select(Folded)];
        return question.Answers.Any(accepted => shown.Any(text => text.Contains(Folded(accepted), StringComparison.Ordinal)));
    }

    private static string Folded(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c) && c is not ('`' or '*'))).ToUpperInvariant();
}
