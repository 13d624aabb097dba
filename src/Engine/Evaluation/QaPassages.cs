using Rag.Encoders.DataSets;
using Rag.Engine.Ask;
using Rag.Engine.Retrieval;
using Rag.Memory;

namespace Rag.Engine.Evaluation;

/// <summary>What a reader under test is given for each question of a set.</summary>
internal sealed class QaPassages(IMemory memory, Retriever retriever, IReadOnlyList<Question> questions, QaEvaluationOptions options)
{
    /// <summary>What was found for a question, and what is read of it or in its place.</summary>
    /// <param name="depth">How many are looked for.</param>
    public (IReadOnlyList<Hit> Found, IReadOnlyList<FoundPassage> Read) Of(int question, int depth)
    {
        var found = Found(question, depth);
        var read = options.Memory switch
        {
            MemoryCondition.Off => [],
            MemoryCondition.Shuffled => Found(Other(question), options.Passages),
            MemoryCondition.Oracle => [Own(question)],
            _ => found,
        };
        return (found, [.. read.Take(options.Passages).Select(hit => new FoundPassage(hit, []))]);
    }

    private IReadOnlyList<Hit> Found(int question, int depth) => options.Open ? retriever.Search(questions[question].Text, depth) : [Own(question)];

    private Hit Own(int question) => new(memory.Find(questions[question].Paragraph.ToString(), 0)!, 1);

    // The question half the set away, or the next after it that was asked of another paragraph.
    private int Other(int question)
    {
        var other = (question + questions.Count / 2) % questions.Count;
        for (var tries = 0; tries < questions.Count && questions[other].Paragraph == questions[question].Paragraph; tries++) other = (other + 1) % questions.Count;
        return other;
    }
}
