namespace Rag.Attention.Masks;

/// <summary>
/// A query reads the keys at most <paramref name="Reach"/> positions away. Global tokens read all and are read by all
/// (Beltagy et al., "Longformer", 2020).
/// </summary>
/// <param name="GlobalTokens">Positions of the global tokens.</param>
public sealed record SlidingWindow(int Reach, params IReadOnlyList<int> GlobalTokens)
{
    internal string? Refusal =>
        Reach < 0 ? $"A window reaches 0 or more positions, not {Reach}." :
        GlobalTokens.Any(token => token < 0) ? "A global token's position is 0 or more." :
        GlobalTokens.Distinct().Count() < GlobalTokens.Count ? "A global token is named once." : null;
}
