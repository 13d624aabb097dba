using Rag.Memory.Words;

namespace Rag.Engine.Ask;

/// <summary>The sets of three words in a row that texts are compared by (Broder, "On the resemblance and containment of documents", 1997).</summary>
internal static class Shingles
{
    private const int Length = 3;

    /// <summary>Those of a text; of a shorter one all its words as one.</summary>
    public static HashSet<string> Of(string text, WordTokenizer tokenizer)
    {
        string[] words = [.. tokenizer.Tokenize(text).Select(word => word.Text)];
        return words.Length <= Length
            ? [string.Join(' ', words)]
            : [.. Enumerable.Range(0, words.Length - Length + 1).Select(first => string.Join(' ', words, first, Length))];
    }

    /// <summary>Share of both sets together that is in both.</summary>
    public static double Resemblance(HashSet<string> one, HashSet<string> other)
    {
        var shared = one.Count(other.Contains);
        return (double)shared / (one.Count + other.Count - shared);
    }

    /// <summary>Share of a set that is in another.</summary>
    public static double Containment(HashSet<string> part, HashSet<string> whole) => (double)part.Count(whole.Contains) / part.Count;
}
