namespace Rag.Engine.Ask.Reading;

/// <summary>What the reader keeps of a passage, so that a question need not encode it again.</summary>
/// <param name="Passage">What it is of.</param>
/// <param name="Tokens">The passage's tokens; they follow from its text and are not stored.</param>
/// <param name="Packed">To be stored with the passage, see <see cref="StatePacking"/>.</param>
public sealed record PassageStates(PassageText Passage, ReaderTokens Tokens, ReadOnlyMemory<byte> Packed)
{
    /// <summary>What retrieval knows the passage by; null where it was not asked for or the text is too long for one pass.</summary>
    public float[]? Embedding { get; init; }
}

/// <summary>A passage that was found for a question.</summary>
/// <param name="Score">The cosine of its embedding and the question's, which the decoder's attention is biased by.</param>
public sealed record RetrievedPassage(PassageStates States, double Score = 0);

/// <summary>Stored states that do not belong to a passage or a reader.</summary>
public sealed class PassageStatesException(string message) : Exception(message);
