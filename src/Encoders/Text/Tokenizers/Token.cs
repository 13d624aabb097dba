namespace Rag.Encoders.Text.Tokenizers;

/// <summary>A token on its way into an <see cref="Encoding"/>, whose arrays say what the fields mean.</summary>
internal readonly record struct Token(int Id, string Text, int Start, int End, int TypeId, int SequenceId)
{
    /// <summary>A token of the first text (0) or the second (1), which is also its type until a post-processor says otherwise.</summary>
    public static Token OfText(int id, string text, int start, int end, int sequenceId) =>
        new(id, text, start, end, sequenceId, sequenceId);

    /// <summary>A token that a post-processor adds.</summary>
    public static Token Special(int id, string text) => new(id, text, 0, 0, TypeId: 0, SequenceId: -1);
}
