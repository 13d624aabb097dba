namespace Rag.Engine.Caption;

/// <summary>The captions that were retrieved for a picture, word after word.</summary>
/// <param name="Words">Numbers of a <see cref="Lexicon"/>.</param>
/// <param name="Places">Of each word within its caption, from 0.</param>
/// <param name="Ranks">Of its caption, the best 0.</param>
/// <param name="Support">How much of what was retrieved has the word, 0..1: what several neighbours name is more surely here too.</param>
public sealed record RetrievedCaptions(int[] Words, int[] Places, int[] Ranks, float[] Support)
{
    /// <summary>None.</summary>
    public static RetrievedCaptions None { get; } = new([], [], [], []);
}
