namespace Rag.Memory.Words;

/// <summary>
/// The stretches of a query that stand in double quotes, as the words that must follow each other. Plain words are compared, and at each of
/// them the form with its signs, where the phrase has one: <c>"C#"</c> is not <c>"C++"</c>, and <c>"1.2"</c> is in <c>1.2.3</c>.
/// </summary>
internal sealed class Phrases
{
    private readonly WordTokenizer _tokenizer;

    private Phrases(WordTokenizer tokenizer, IReadOnlyList<PhraseWord[]> all) => (_tokenizer, All) = (tokenizer, all);

    /// <summary>The words of each phrase, one or more.</summary>
    public IReadOnlyList<PhraseWord[]> All { get; }

    /// <summary>Every word that an item with the phrases holds.</summary>
    public IEnumerable<string> Words => All.SelectMany(phrase => phrase)
        .SelectMany(word => (IEnumerable<string>)[word.Plain, .. word.WithSigns]).Distinct();

    /// <summary>The phrases of a query, or null where it has none. A quote that is not closed begins none.</summary>
    public static Phrases? Of(string query, WordTokenizer tokenizer)
    {
        var phrases = new List<PhraseWord[]>();
        var text = query.Replace('“', '"').Replace('”', '"');
        for (var open = text.IndexOf('"'); open >= 0 && text.IndexOf('"', open + 1) is var close and > 0; open = text.IndexOf('"', close + 1))
        {
            var words = Read(text[(open + 1)..close], tokenizer);
            if (words.Length > 0) phrases.Add(words);
        }
        return phrases.Count > 0 ? new Phrases(tokenizer, phrases) : null;
    }

    /// <summary>Whether an item holds every phrase, in its text or in its heading.</summary>
    public bool AreIn(Item item)
    {
        var (text, heading) = (Read(item.Text, _tokenizer), Read(item.Heading, _tokenizer));
        return All.All(phrase => Contains(text, phrase) || Contains(heading, phrase));
    }

    private static PhraseWord[] Read(string? text, WordTokenizer tokenizer)
    {
        var words = tokenizer.Tokenize(text);
        var signed = words.Where(word => word.Form == WordForm.WithSigns).ToList();
        return [.. words.Where(word => word.Form == WordForm.Plain).Select(word => new PhraseWord(word.Text,
            [.. signed.Where(other => other.Start <= word.Start && word.End <= other.End).Select(other => other.Text)]))];
    }

    private static bool Contains(PhraseWord[] words, PhraseWord[] phrase)
    {
        for (var first = 0; first + phrase.Length <= words.Length; first++)
        {
            if (phrase.Index().All(word => word.Item.Fits(words[first + word.Index]))) return true;
        }
        return false;
    }
}

/// <summary>A word of a phrase or of a text that is searched for one.</summary>
/// <param name="Plain">Without signs.</param>
/// <param name="WithSigns">The forms with signs that it is part of.</param>
internal sealed record PhraseWord(string Plain, IReadOnlyList<string> WithSigns)
{
    /// <summary>Whether a word of a text is this one: with the same signs, where this one has any.</summary>
    public bool Fits(PhraseWord other) => Plain == other.Plain && WithSigns.All(other.WithSigns.Contains);
}
