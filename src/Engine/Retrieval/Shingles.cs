using Rag.Memory.Words;

namespace Rag.Engine.Retrieval;

/// <summary>The sets of three words in a row that texts are compared by (Broder, "On the resemblance and containment of documents", 1997).</summary>
internal static class Shingles
{
    private const int Length = 3;

    /// <summary>Those of a text; of a shorter one all its words as one.</summary>
    public static HashSet<string> Of(string text, WordTokenizer tokenizer)
    {
        string[] words = [.. tokenizer.Tokenize(text).Where(word => word.Form == WordForm.Plain).Select(word => word.Text)];
        return words.Length <= Length
            ? [string.Join(' ', words)]
            : [.. Enumerable.Range(0, words.Length - Length + 1).Select(first => string.Join(' ', words, first, Length))];
    }

    /// <summary>Share of a set that is in another.</summary>
    public static double Containment(HashSet<string> part, HashSet<string> whole) => (double)part.Count(whole.Contains) / part.Count;
}
