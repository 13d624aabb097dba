namespace Rag.Files.Passages;

/// <summary>A stretch of a text: [Start, End) in UTF-16 units.</summary>
public readonly record struct TextSpan(int Start, int End)
{
    /// <summary>Its length in UTF-16 units.</summary>
    public int Length => End - Start;
}
