using Rag.Encoders.DataSets;
using Rag.Engine.Retrieval;
using Rag.Memory;

namespace Rag.Engine.Evaluation;

/// <summary>What a reader under test is given for each question of a set.</summary>
internal sealed class QaPassages(IMemory memory, Retriever retriever, IReadOnlyList<Question> questions, QaEvaluationOptions options)
{
    /// <summary>What was found for a question, and what is read of it or in its place.</summary>
    /// <param name="depth">How many are looked for.</param>
    public async ValueTask<(IReadOnlyList<Hit> Found, IReadOnlyList<FoundPassage> Read)> OfAsync(
        int question, int depth, CancellationToken cancellationToken)
    {
        var found = await FoundAsync(question, depth, cancellationToken);
        var read = options.Memory switch
        {
            MemoryCondition.Off => [],
            MemoryCondition.Shuffled => await FoundAsync(Other(question), options.Passages, cancellationToken),
            MemoryCondition.Oracle => [await OwnAsync(question, cancellationToken)],
            _ => found,
        };
        return (found, [.. read.Take(options.Passages).Select(hit => new FoundPassage(hit, []))]);
    }

    private async ValueTask<IReadOnlyList<Hit>> FoundAsync(int question, int depth, CancellationToken cancellationToken) => options.Open
        ? await retriever.SearchAsync(questions[question].Text, depth, cancellationToken: cancellationToken)
        : [await OwnAsync(question, cancellationToken)];

    private async ValueTask<Hit> OwnAsync(int question, CancellationToken cancellationToken) =>
        new((await memory.FindAsync(questions[question].Paragraph.ToString(), 0, cancellationToken))!, 1);

    // The question half the set away, or the next after it that was asked of another paragraph.
    private int Other(int question)
    {
        var other = (question + questions.Count / 2) % questions.Count;
        for (var tries = 0; tries < questions.Count && questions[other].Paragraph == questions[question].Paragraph; tries++) other = (other + 1) % questions.Count;
        return other;
    }
}
