namespace Rag.Memory.Words;

/// <summary>The stretches of a query that stand in double quotes, as the words that must follow each other.</summary>
internal sealed class Phrases
{
    private readonly WordTokenizer _tokenizer;

    private Phrases(WordTokenizer tokenizer, IReadOnlyList<string[]> all) => (_tokenizer, All) = (tokenizer, all);

    /// <summary>The words of each phrase, one or more.</summary>
    public IReadOnlyList<string[]> All { get; }

    /// <summary>The phrases of a query, or null where it has none. A quote that is not closed begins none.</summary>
    public static Phrases? Of(string query, WordTokenizer tokenizer)
    {
        var phrases = new List<string[]>();
        var text = query.Replace('“', '"').Replace('”', '"');
        for (var open = text.IndexOf('"'); open >= 0 && text.IndexOf('"', open + 1) is var close and > 0; open = text.IndexOf('"', close + 1))
        {
            string[] words = [.. tokenizer.Tokenize(text.AsSpan(open + 1, close - open - 1)).Select(word => word.Text)];
            if (words.Length > 0) phrases.Add(words);
        }
        return phrases.Count > 0 ? new Phrases(tokenizer, phrases) : null;
    }

    /// <summary>Whether an item holds every phrase, in its text or in its heading.</summary>
    public bool AreIn(Item item)
    {
        var (text, heading) = (Words(item.Text), Words(item.Heading));
        return All.All(phrase => Contains(text, phrase) || Contains(heading, phrase));
    }

    private string[] Words(string? text) => [.. _tokenizer.Tokenize(text).Select(word => word.Text)];

    private static bool Contains(ReadOnlySpan<string> words, ReadOnlySpan<string> phrase) => words.IndexOf(phrase) >= 0;
}
