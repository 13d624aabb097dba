using Rag.Engine.Retrieval;

namespace Rag.Engine.Ask;

/// <summary>Answers questions from passages that a search has found.</summary>
public interface IReader
{
    /// <summary>What it is called on the command line and in answers.</summary>
    string Name { get; }

    /// <summary>Answers <paramref name="question"/> from <paramref name="passages"/> (best first), or abstains.</summary>
    ValueTask<Answer> ReadAsync(string question, IReadOnlyList<FoundPassage> passages, CancellationToken cancellationToken = default);
}
